#include "inkling/app/html.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace inkling {
namespace {

TEST(Html, EscapesWhatIsMarkup) {
    EXPECT_EQ(html_escaped("<b a=\"1\" c='2'>&</b>"),
              "&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;&lt;/b&gt;");
    EXPECT_EQ(html_escaped("a\nb\xff"), "a\\x0Ab\\xFF");
    EXPECT_EQ(html_escaped(std::string(5000, 'x')).size(), 5000U);
}

TEST(Html, AnImageCarriesItself) {
    const std::string tag = inline_image(blank_image(2, 3, 9), 4, "a \"b\"");
    EXPECT_THAT(tag, testing::StartsWith("<img width=\"8\" height=\"12\" alt=\"a &quot;b&quot;\" "
                                         "src=\"data:image/png;base64,iVBORw0KGgo"));
}

}  // namespace
}  // namespace inkling
