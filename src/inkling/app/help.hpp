// How the help texts look: usage, options under their headlines, examples; wrapped to the terminal.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace inkling {

class HelpFormatter : public CLI::FormatterBase {
  public:
    explicit HelpFormatter(int width) : width_(width) {}
    std::string make_help(const CLI::App* app, std::string name,
                          CLI::AppFormatMode mode) const override;

  private:
    std::string line(const std::string& left, const std::string& right) const;
    std::string options(const CLI::App& app) const;

    int width_;
};

/// `text` in lines of at most `width` columns, broken at spaces; the lines after the first are
/// indented.
std::string wrapped(const std::string& text, int width, int indent);

}  // namespace inkling
