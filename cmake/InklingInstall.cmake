# The install tree: the program, the rooms as static libraries with their headers, and the CMake
# package, so that find_package(inkling CONFIG) works from any prefix. tests/package/ proves it.
include(CMakePackageConfigHelpers)

if(NOT INKLING_INSTALL)
    return()
endif()

set(inkling_cmake_dir "${CMAKE_INSTALL_LIBDIR}/cmake/inkling")

# All rooms but those of the program; a room without sources has no headers to install.
get_property(furnished_rooms GLOBAL PROPERTY INKLING_ROOMS)
foreach(room base bytes tensor image network predict data answer train)
    if(inkling_${room} IN_LIST furnished_rooms)
        install(TARGETS inkling_${room} EXPORT inklingTargets
            ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}" COMPONENT development
            FILE_SET HEADERS DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}" COMPONENT development)
    else()
        set_target_properties(inkling_${room} PROPERTIES EXPORT_NAME ${room})
        install(TARGETS inkling_${room} EXPORT inklingTargets)
    endif()
endforeach()
install(TARGETS inkling_inkling EXPORT inklingTargets)

install(EXPORT inklingTargets NAMESPACE inkling:: DESTINATION "${inkling_cmake_dir}"
    COMPONENT development)
# The package finds what the build found, but for what only the program stands on.
file(STRINGS "${CMAKE_CURRENT_LIST_DIR}/InklingDependencies.cmake" calls REGEX "^[a-z_]+\\(")
list(FILTER calls EXCLUDE REGEX "CLI11|SIMDJSON|SQLITE|Boost")
list(TRANSFORM calls REPLACE "^find_package\\(([A-Za-z0-9_]+) REQUIRED" "find_dependency(\\1")
list(TRANSFORM calls REPLACE "^pkg_check_modules\\(([A-Z0-9_]+) REQUIRED .* ([^ ]+)\\)"
    "inkling_find_module(\\1 \\2)")
list(JOIN calls "\n" INKLING_FIND_DEPENDENCIES)
configure_package_config_file("${CMAKE_CURRENT_LIST_DIR}/inklingConfig.cmake.in"
    "${PROJECT_BINARY_DIR}/inklingConfig.cmake" INSTALL_DESTINATION "${inkling_cmake_dir}")
write_basic_package_version_file("${PROJECT_BINARY_DIR}/inklingConfigVersion.cmake"
    COMPATIBILITY SameMinorVersion)
install(FILES "${PROJECT_BINARY_DIR}/inklingConfig.cmake"
    "${PROJECT_BINARY_DIR}/inklingConfigVersion.cmake"
    DESTINATION "${inkling_cmake_dir}" COMPONENT development)

# The program's own rule stands in src/inkling/app.
file(GLOB inkling_pages CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/docs/*.md")
install(FILES "${PROJECT_SOURCE_DIR}/LICENSE" "${PROJECT_SOURCE_DIR}/README.md"
    "${PROJECT_SOURCE_DIR}/CHANGELOG.md" DESTINATION "${CMAKE_INSTALL_DOCDIR}" COMPONENT program)
install(FILES ${inkling_pages} DESTINATION "${CMAKE_INSTALL_DOCDIR}/docs" COMPONENT program)
