# Finds the C library of trustslot: Trustslot::Trustslot. Set Trustslot_ROOT if it is not installed in a usual place, and
# Trustslot_FREESTANDING if it was built without Rust's standard library.
find_path(Trustslot_INCLUDE_DIR trustslot.h)
find_library(Trustslot_LIBRARY trustslot)
if(Trustslot_INCLUDE_DIR)
    file(STRINGS "${Trustslot_INCLUDE_DIR}/trustslot.h" Trustslot_VERSION REGEX "define TRUSTSLOT_VERSION_(MAJOR|MINOR|PATCH) ")
    string(REGEX REPLACE "[^;0-9]+" "" Trustslot_VERSION "${Trustslot_VERSION}")
    string(REPLACE ";" "." Trustslot_VERSION "${Trustslot_VERSION}")
endif()
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Trustslot REQUIRED_VARS Trustslot_LIBRARY Trustslot_INCLUDE_DIR
    VERSION_VAR Trustslot_VERSION)
if(Trustslot_FOUND AND NOT TARGET Trustslot::Trustslot)
    add_library(Trustslot::Trustslot UNKNOWN IMPORTED)
    set_target_properties(Trustslot::Trustslot PROPERTIES
        IMPORTED_LOCATION "${Trustslot_LIBRARY}"
        INTERFACE_INCLUDE_DIRECTORIES "${Trustslot_INCLUDE_DIR}"
        INTERFACE_LINK_LIBRARIES "gcc_s;util;rt;pthread;m;dl;c")
    if(Trustslot_FREESTANDING)
        set_target_properties(Trustslot::Trustslot PROPERTIES
            INTERFACE_LINK_OPTIONS "-Wl,--defsym=rust_eh_personality=0"
            INTERFACE_LINK_LIBRARIES "gcc_s;c")
    endif()
endif()
