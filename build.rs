//! Names the shared library of the C interface, so that a program finds the library whose ABI it was compiled for.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let is_set = |variable| std::env::var_os(variable).is_some();
    let system = std::env::var("CARGO_CFG_TARGET_OS").unwrap_or_default();
    // The number is `capi::ABI`. `cargo cinstall` names the library itself, from the metadata in Cargo.toml.
    if is_set("CARGO_FEATURE_CAPI")
        && ["linux", "android", "freebsd", "netbsd", "openbsd"].contains(&&*system)
    {
        println!("cargo::rustc-cdylib-link-arg=-Wl,-soname,libtrustslot.so.0");
    }
}
