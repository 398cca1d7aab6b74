# inkling_room(NAME …) makes one room of the house a static library inkling::NAME, with the
# project's compile options. Its sources are all .cpp files of its folder, its public headers all
# .hpp files but those ending in _impl.hpp or -inl.hpp.

add_library(inkling_options INTERFACE)
target_compile_features(inkling_options INTERFACE cxx_std_20)
# Products are never contracted silently: fused multiply-add is used where the source says so, so
# that every build computes the same bits.
target_compile_options(inkling_options INTERFACE
    -ffp-contract=off -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion
    -Wnon-virtual-dtor -Wold-style-cast -Woverloaded-virtual
    $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>  # false alarms on std::string in gcc 12 (PR 105651)
    $<$<BOOL:${INKLING_WERROR}>:-Werror>)
if(INKLING_SANITIZE)
    target_compile_options(inkling_options INTERFACE
        -fsanitize=${INKLING_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
    target_link_options(inkling_options INTERFACE -fsanitize=${INKLING_SANITIZE})
    # gcc 12 warns falsely under sanitizers.
    target_compile_options(inkling_options INTERFACE
        $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
endif()

function(inkling_room name)
    cmake_parse_arguments(ARG "" "" "DEPENDS;PRIVATE" ${ARGN})
    file(GLOB sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*.cpp")
    file(GLOB headers CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*.hpp")
    list(FILTER headers EXCLUDE REGEX "(_impl|-inl)\\.hpp$")
    add_library(inkling_${name} STATIC ${sources})
    add_library(inkling::${name} ALIAS inkling_${name})
    target_sources(inkling_${name} PUBLIC
        FILE_SET HEADERS BASE_DIRS "${PROJECT_SOURCE_DIR}/src" FILES ${headers})
    target_link_libraries(inkling_${name} PUBLIC ${ARG_DEPENDS}
        PRIVATE ${ARG_PRIVATE} $<BUILD_INTERFACE:inkling_options>)
    target_compile_features(inkling_${name} PUBLIC cxx_std_20)
    set_target_properties(inkling_${name} PROPERTIES
        EXPORT_NAME ${name} POSITION_INDEPENDENT_CODE ON)
    set_property(GLOBAL APPEND PROPERTY INKLING_ROOMS inkling_${name})
endfunction()
