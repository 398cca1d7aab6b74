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

// RFC 4648, section 10.
TEST(Html, Base64) {
    const auto encoded = [](std::string_view text) {
        return base64({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
    };
    EXPECT_EQ(encoded(""), "");
    EXPECT_EQ(encoded("f"), "Zg==");
    EXPECT_EQ(encoded("fo"), "Zm8=");
    EXPECT_EQ(encoded("foo"), "Zm9v");
    EXPECT_EQ(encoded("foobar"), "Zm9vYmFy");
    EXPECT_EQ(encoded("\xff\xff\xfe"), "///+");
}

TEST(Html, AnImageCarriesItself) {
    const std::string tag = inline_image(blank_image(2, 3, 9), 4, "a \"b\"");
    EXPECT_THAT(tag, testing::StartsWith("<img width=\"8\" height=\"12\" alt=\"a &quot;b&quot;\" "
                                         "src=\"data:image/png;base64,iVBORw0KGgo"));
}

}  // namespace
}  // namespace inkling
