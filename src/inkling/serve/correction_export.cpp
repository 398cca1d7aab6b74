#include "inkling/serve/correction_export.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "inkling/base/text.hpp"
#include "inkling/bytes/idx.hpp"
#include "inkling/bytes/zip.hpp"
#include "inkling/image/encode.hpp"

namespace inkling {

namespace {

constexpr std::string_view images_name = "train-images-idx3-ubyte";
constexpr std::string_view labels_name = "train-labels-idx1-ubyte";
constexpr std::string_view table_name = "corrections.csv";

Bytes images_idx(const std::vector<Correction>& all) {
    IdxArray array;
    array.shape = {static_cast<std::uint32_t>(all.size()), framed_side, framed_side};
    array.values = Buffer<std::uint8_t>(all.size() * framed_size);
    for (std::size_t i = 0; i < all.size(); ++i)
        std::copy(all[i].pixels.begin(), all[i].pixels.end(),
                  array.values.data() + i * framed_size);
    return write_idx(array);
}

Bytes labels_idx(const std::vector<Correction>& all) {
    IdxArray array;
    array.shape = {static_cast<std::uint32_t>(all.size())};
    array.values = Buffer<std::uint8_t>(all.size());
    for (std::size_t i = 0; i < all.size(); ++i)
        array.values[i] = static_cast<std::uint8_t>(all[i].label);
    return write_idx(array);
}

std::string table(const std::vector<Correction>& all) {
    std::string text = "id,made,label,answer\n";
    for (const Correction& c : all)
        text += fmt::format("{},{},{},{}\n", c.id, printable(c.made), c.label, c.answer);
    return text;
}

Bytes picture(const Correction& correction) {
    return encode_png(
        GreyImage{framed_side, framed_side, {correction.pixels.begin(), correction.pixels.end()}});
}

Reply file(std::string_view type, std::string_view bytes) {
    Reply reply;
    reply.content_type = type;
    reply.body = bytes;
    return reply;
}

Reply file(std::string_view type, const Bytes& bytes) {
    return file(type, std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
}

Reply whole_zip(const std::vector<Correction>& all) {
    const std::string text = table(all);
    std::vector<ZipEntry> entries;
    entries.push_back({std::string(images_name), images_idx(all)});
    entries.push_back({std::string(labels_name), labels_idx(all)});
    entries.push_back({std::string(table_name), Bytes(text.begin(), text.end())});
    for (const Correction& c : all)
        entries.push_back({fmt::format("png/{}/{}.png", c.label, c.id), picture(c)});
    const auto zip = write_zip(entries);
    return zip ? file("application/zip", *zip) : error_reply(503, zip.error().message);
}

}  // namespace

Reply export_corrections(const std::vector<Correction>& corrections, std::string_view part) {
    if (part == "corrections.zip") return whole_zip(corrections);
    if (part == table_name) return file("text/csv; charset=utf-8", table(corrections));
    if (part == images_name) return file("application/octet-stream", images_idx(corrections));
    if (part == labels_name) return file("application/octet-stream", labels_idx(corrections));
    if (!part.ends_with(".png")) return error_reply(404, "there is no such part of the export");
    const auto id = parse_integer(part.substr(0, part.size() - 4));
    const auto found = std::find_if(corrections.begin(), corrections.end(),
                                    [&](const Correction& c) { return id == c.id; });
    if (found == corrections.end()) return error_reply(404, "there is no such correction");
    return file("image/png", picture(*found));
}

}  // namespace inkling
