#include "inkling/app/model_source.hpp"

#include "inkling/app/cell_model.hpp"
#include "inkling/app/default_model.hpp"
#include "inkling/base/text.hpp"
#include "inkling/bytes/file.hpp"
#include "inkling/bytes/sha256.hpp"

namespace inkling {

Result<LoadedModel> load_model_from(const std::string& path, BuiltIn built_in) {
    Bytes bytes;
    std::string name = printable(path);
    if (path.empty()) {
        name = "built-in model";
        const auto embedded =
            built_in == BuiltIn::cells ? cell_model_bytes() : default_model_bytes();
        bytes.assign(embedded.begin(), embedded.end());
    } else {
        INKLING_TRY(bytes, read_model_file(path));
    }
    const std::string sha256 = sha256_hex(bytes);
    const std::size_t size = bytes.size();
    auto model = parse_model(std::move(bytes));
    if (!model) return std::move(model).error().within(name);
    return LoadedModel{std::move(model).value(), name, sha256, size};
}

Result<Predictor> predictor_of(const LoadedModel& loaded) {
    auto predictor = Predictor::of(loaded.model);
    if (!predictor) return std::move(predictor).error().within(loaded.name);
    return predictor;
}

Result<Reader> reader_of(LoadedModel& loaded) {
    auto reader = Reader::from(std::move(loaded.model));
    if (!reader) return std::move(reader).error().within(loaded.name);
    return reader;
}

Result<LoadedReader> load_page_reader(const std::string& path) {
    INKLING_TRY(LoadedModel loaded, load_model_from(path, BuiltIn::cells));
    INKLING_TRY(Reader reader, reader_of(loaded));
    LoadedReader result{std::move(reader), loaded.name, loaded.sha256, loaded.size};
    if (!path.empty()) return result;
    INKLING_TRY(LoadedModel second, load_model_from(""));
    INKLING_TRY(const Reader digits, reader_of(second));
    INKLING_TRY(result.reader, result.reader.with_second(digits));
    result.sha256 += second.sha256;
    return result;
}

}  // namespace inkling
