#include "inkling/app/report_page.hpp"

#include <fmt/format.h>

#include <string_view>

#include "inkling/app/html.hpp"
#include "inkling/app/report_sections.hpp"
#include "inkling/app/version.hpp"
#include "inkling/base/embed.hpp"

INKLING_EMBED(inkling_report_css, INKLING_EMBEDDED_FILE)

namespace inkling {

namespace {

std::string_view style_sheet() {
    return {reinterpret_cast<const char*>(inkling_report_css),
            static_cast<std::size_t>(inkling_report_css_end - inkling_report_css)};
}

/// Two sections beside each other, or the one that there is.
std::string columns(const std::string& left, const std::string& right) {
    if (left.empty() || right.empty()) return left + right;
    return "<div class=\"columns\">\n" + left + right + "</div>\n";
}

}  // namespace

std::string report_page(const ReportData& data) {
    std::string page =
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
        "style-src 'unsafe-inline'; img-src data:\">\n";
    page += fmt::format("<title>inkling: {} on {}</title>\n<style>\n",
                        html_escaped(data.model_name), html_escaped(data.dataset.name));
    page += style_sheet();
    page += "</style>\n</head>\n<body>\n<main>\n";
    page += report_header(data);
    page += report_figures(data);
    page += report_curves(data);
    page += columns(report_confusion(data), report_classes(data));
    page += report_hardest(data);
    page += columns(report_reliability(data), report_layers(data));
    page += columns(report_recipe(data), report_environment(data));
    page +=
        fmt::format("<footer>made by inkling {}</footer>\n</main>\n</body>\n</html>\n", version());
    return page;
}

}  // namespace inkling
