# Finds the C library of trustslot: Trustslot::Trustslot. Set Trustslot_ROOT if it is not installed in a usual place.
find_path(Trustslot_INCLUDE_DIR trustslot.h)
find_library(Trustslot_LIBRARY trustslot)
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Trustslot DEFAULT_MSG Trustslot_LIBRARY Trustslot_INCLUDE_DIR)
if(Trustslot_FOUND AND NOT TARGET Trustslot::Trustslot)
    add_library(Trustslot::Trustslot UNKNOWN IMPORTED)
    set_target_properties(Trustslot::Trustslot PROPERTIES
        IMPORTED_LOCATION "${Trustslot_LIBRARY}"
        INTERFACE_INCLUDE_DIRECTORIES "${Trustslot_INCLUDE_DIR}"
        INTERFACE_LINK_LIBRARIES "gcc_s;util;rt;pthread;m;dl;c")
endif()
