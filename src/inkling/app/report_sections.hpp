// The parts of the report page, from top to bottom. Each returns HTML, or nothing where there is
// nothing to show.
#pragma once

#include <string>

#include "inkling/app/report_page.hpp"

namespace inkling {

std::string report_header(const ReportData& data);
std::string report_figures(const ReportData& data);
std::string report_curves(const ReportData& data);
std::string report_confusion(const ReportData& data);
std::string report_classes(const ReportData& data);
std::string report_reliability(const ReportData& data);
std::string report_hardest(const ReportData& data);
std::string report_layers(const ReportData& data);
std::string report_recipe(const ReportData& data);
std::string report_environment(const ReportData& data);

}  // namespace inkling
