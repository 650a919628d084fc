//! The benchmark compares what it measures.

use std::process::Command;

#[test]
fn the_comparison_of_the_benchmark_finds_differences() {
    let mut node = Command::new("node");
    node.current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/bench")).args(["--test", "test/"]);
    let told = node.output().expect("node runs");
    let said = String::from_utf8_lossy(&told.stdout);
    assert!(told.status.success() && said.contains("# fail 0"), "{said}");
    assert!(!said.contains("# pass 0"), "{said}");
}
