// The page: its files are part of the program, so no path can lead anywhere else.
#include <zlib.h>

#include <map>
#include <mutex>

#include "inkling/base/embed.hpp"
#include "inkling/bytes/sha256.hpp"
#include "inkling/serve/api.hpp"

INKLING_EMBED(inkling_page_html, INKLING_PAGE_DIR "/index.html")
INKLING_EMBED(inkling_page_icon, INKLING_PAGE_DIR "/icon.svg")
INKLING_EMBED(inkling_page_script, INKLING_PAGE_DIR "/dist/app.js")
INKLING_EMBED(inkling_page_style, INKLING_PAGE_DIR "/dist/style.css")

namespace inkling {

namespace {

// Scripts and styles from here alone, none inline; nothing may frame the page.
constexpr std::string_view page_headers =
    "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data: blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'\r\n"
    "Referrer-Policy: no-referrer\r\n"
    "Cross-Origin-Opener-Policy: same-origin\r\n"
    "Cross-Origin-Resource-Policy: same-origin\r\n"
    "Permissions-Policy: camera=(self), microphone=(), geolocation=()\r\n"
    "Cache-Control: no-cache\r\n"
    "Vary: Accept-Encoding\r\n";

struct Asset {
    std::string_view type;
    std::string_view plain;
    std::string packed;  ///< gzip
    std::string tag;     ///< ETag, with its quotes
};

std::string gzip(std::string_view plain) {
    z_stream stream{};
    constexpr int gzip_window = 15 + 16;
    if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, gzip_window, 8, Z_DEFAULT_STRATEGY) !=
        Z_OK)
        return {};
    std::string packed(deflateBound(&stream, static_cast<uLong>(plain.size())), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(plain.data()));
    stream.avail_in = static_cast<uInt>(plain.size());
    stream.next_out = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_out = static_cast<uInt>(packed.size());
    const bool done = deflate(&stream, Z_FINISH) == Z_STREAM_END;
    packed.resize(done ? stream.total_out : 0);
    deflateEnd(&stream);
    return packed;
}

Asset make_asset(std::string_view type, const unsigned char* begin, const unsigned char* end) {
    Asset asset;
    asset.type = type;
    asset.plain = {reinterpret_cast<const char*>(begin), static_cast<std::size_t>(end - begin)};
    asset.packed = gzip(asset.plain);
    asset.tag = '"' + sha256_hex({begin, end}).substr(0, 16) + '"';
    return asset;
}

const std::map<std::string_view, Asset>& assets() {
    static const std::map<std::string_view, Asset> all = [] {
        std::map<std::string_view, Asset> made;
        made["/"] =
            make_asset("text/html; charset=utf-8", inkling_page_html, inkling_page_html_end);
        made["/icon.svg"] = make_asset("image/svg+xml", inkling_page_icon, inkling_page_icon_end);
        made["/app.js"] = make_asset("text/javascript; charset=utf-8", inkling_page_script,
                                     inkling_page_script_end);
        made["/style.css"] =
            make_asset("text/css; charset=utf-8", inkling_page_style, inkling_page_style_end);
        return made;
    }();
    return all;
}

void serve_asset(const Request& request, const Respond& respond) {
    const Asset& asset = assets().at(request.path);
    Reply reply;
    reply.content_type = asset.type;
    reply.headers = page_headers;
    reply.headers += "ETag: " + asset.tag + "\r\n";
    if (request.if_none_match == asset.tag) {
        reply.status = 304;
    } else if (!asset.packed.empty() &&
               request.accept_encoding.find("gzip") != std::string_view::npos) {
        reply.headers += "Content-Encoding: gzip\r\n";
        reply.literal = asset.packed;
    } else {
        reply.literal = asset.plain;
    }
    respond(std::move(reply));
}

}  // namespace

void add_page_routes(Router& router) {
    for (const char* path : {"/", "/icon.svg", "/app.js", "/style.css"})
        router.add({"GET", path, "page", BodyKind::none, Need::nothing,
                    [](const Request& request, HandlerContext&, const Respond& respond) {
                        serve_asset(request, respond);
                    }});
}

}  // namespace inkling
