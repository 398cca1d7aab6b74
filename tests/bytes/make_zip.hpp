// Builds zip archives for the tests, right ones and wrong ones: each field can be made to lie.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "bytes/bytes_support.hpp"
#include "inkling/bytes/gzip.hpp"

namespace inkling::test {

struct ZipMember {
    std::string name;
    Bytes content;
    bool deflate = false;
    std::uint16_t flags = 0;
    std::optional<std::uint16_t> method = {};       ///< as told, whatever is there
    std::optional<std::uint32_t> crc = {};          ///< as told
    std::optional<std::uint32_t> size = {};         ///< as told
    std::optional<std::uint32_t> packed_size = {};  ///< as told
    std::optional<std::size_t> shares_with = {};    ///< place of an earlier member instead
};

class ZipBuilder {
  public:
    static Bytes build(const std::vector<ZipMember>& members) {
        ZipBuilder zip;
        for (const ZipMember& member : members) zip.add(member);
        return zip.finish(members.size());
    }

  private:
    struct Facts {
        std::uint16_t method;
        std::uint32_t crc, packed_size, size;
    };

    void add(const ZipMember& member) {
        const Bytes packed = gzip(member.content);
        const auto tail = std::span(packed).last(8);  // of gzip: CRC, then length
        const Bytes deflated(packed.begin() + 10, packed.end() - 8);
        const Bytes& stored = member.deflate ? deflated : member.content;
        const Facts facts = {
            member.method.value_or(static_cast<std::uint16_t>(member.deflate ? 8 : 0)),
            member.crc.value_or(static_cast<std::uint32_t>(tail[0] | tail[1] << 8 | tail[2] << 16) |
                                static_cast<std::uint32_t>(tail[3]) << 24),
            member.packed_size.value_or(static_cast<std::uint32_t>(stored.size())),
            member.size.value_or(static_cast<std::uint32_t>(member.content.size()))};
        std::size_t offset = file_.size();
        if (member.shares_with) {
            offset = offsets_[*member.shares_with];
        } else {
            put32(file_, 0x04034b50);
            put_facts(file_, member, facts);
            put16(file_, 0);
            append(file_, member.name);
            file_.insert(file_.end(), stored.begin(), stored.end());
        }
        offsets_.push_back(offset);
        put32(directory_, 0x02014b50);
        put16(directory_, 20);
        put_facts(directory_, member, facts);
        for (int i = 0; i < 4; ++i) put16(directory_, 0);
        put32(directory_, 0);
        put32(directory_, static_cast<std::uint32_t>(offset));
        append(directory_, member.name);
    }

    Bytes finish(std::size_t count) {
        const auto at = static_cast<std::uint32_t>(file_.size());
        file_.insert(file_.end(), directory_.begin(), directory_.end());
        put32(file_, 0x06054b50);
        put32(file_, 0);
        put16(file_, static_cast<std::uint16_t>(count));
        put16(file_, static_cast<std::uint16_t>(count));
        put32(file_, static_cast<std::uint32_t>(directory_.size()));
        put32(file_, at);
        put16(file_, 0);
        return file_;
    }

    /// From "version needed" to the length of the name.
    static void put_facts(Bytes& out, const ZipMember& member, const Facts& facts) {
        put16(out, 20);
        put16(out, member.flags);
        put16(out, facts.method);
        put32(out, 0x58210000);  // a date
        put32(out, facts.crc);
        put32(out, facts.packed_size);
        put32(out, facts.size);
        put16(out, static_cast<std::uint16_t>(member.name.size()));
    }
    static void put16(Bytes& out, std::uint16_t n) {
        out.push_back(static_cast<std::uint8_t>(n));
        out.push_back(static_cast<std::uint8_t>(n >> 8));
    }
    static void put32(Bytes& out, std::uint32_t n) {
        put16(out, static_cast<std::uint16_t>(n));
        put16(out, static_cast<std::uint16_t>(n >> 16));
    }
    static void append(Bytes& out, const std::string& text) {
        out.insert(out.end(), text.begin(), text.end());
    }

    Bytes file_;
    Bytes directory_;
    std::vector<std::size_t> offsets_;
};

}  // namespace inkling::test
