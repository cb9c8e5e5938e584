//! What every Rust program has.

fn main() {}
