//! Another static library in Rust, with std: a firmware may have several.

#[unsafe(no_mangle)]
pub extern "C" fn other() -> i32 {
    i32::try_from(std::iter::repeat_n(1, 3).collect::<Vec<i32>>().len()).unwrap_or(0)
}
