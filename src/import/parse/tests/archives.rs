//! Packed files, and what stands around the content.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use flate2::write::GzEncoder;
use zip::write::{SimpleFileOptions, ZipWriter};

use super::*;

fn write(folder: &Path, name: &str, content: &[u8]) -> PathBuf {
    let path = folder.join(name);
    fs::write(&path, content).expect("a file");
    path
}

fn gz(content: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(content).expect("packed");
    encoder.finish().expect("packed")
}

fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in entries {
        writer.start_file(*name, SimpleFileOptions::default()).expect("an entry");
        writer.write_all(content).expect("packed");
    }
    writer.add_directory("folder/", SimpleFileOptions::default()).expect("an entry");
    writer.finish().expect("an archive").into_inner()
}

fn document() -> String {
    tree(&format!("<InstitutionOwnerEntity>\n{}\n</InstitutionOwnerEntity>", owner(1, "")))
}

#[test]
fn plain_gzip_and_zip_give_the_same_records_and_digest() {
    let folder = tempfile::tempdir().expect("a folder");
    let (text, mapping) = (document(), Mapping::default());
    let archive = zip(&[
        ("folder/sor.xml", text.as_bytes()),
        ("__MACOSX/._sor.xml", b"x"),
        ("readme.txt", b"about; this\n"),
        ("schema.xsd", b"<xs:schema/>"),
        ("folder/levels.csv", b"level_da\nAfsnit\n"),
    ]);
    let paths = [
        write(folder.path(), "a.xml", text.as_bytes()),
        write(folder.path(), "a.gz", &gz(text.as_bytes())),
        write(folder.path(), "a.zip", &archive),
    ];
    let inputs = open_inputs(&paths, &mapping).expect("inputs");
    let names: Vec<_> =
        inputs.iter().map(|input| input.name.rsplit_once("/a.").map_or("", |(_, name)| name)).collect();
    assert_eq!(
        names,
        ["xml", "gz", "zip/folder/sor.xml", "zip/readme.txt", "zip/schema.xsd", "zip/folder/levels.csv"]
    );
    let outcomes: Vec<_> = inputs.iter().map(|input| read(input, &mapping)).collect();
    for outcome in &outcomes[..3] {
        assert_eq!(outcome.parsed, outcomes[0].parsed);
        assert_eq!(outcome.result.as_ref().ok(), outcomes[0].result.as_ref().ok());
    }
    for outcome in &outcomes[3..5] {
        assert_eq!(
            outcome.findings(),
            ["1 FILE_SKIPPED The file is of no format that is known; it was skipped."]
        );
    }
    assert_eq!(inputs[5].format, Format::Levels);
}

#[test]
fn progress_counts_up_to_the_size_on_disk() {
    let folder = tempfile::tempdir().expect("a folder");
    let (text, mapping) = (document(), Mapping::default());
    let paths = [
        write(folder.path(), "a.xml", text.as_bytes()),
        write(folder.path(), "a.gz", &gz(text.as_bytes())),
        write(folder.path(), "a.zip", &zip(&[("a.xml", text.as_bytes())])),
    ];
    for input in open_inputs(&paths, &mapping).expect("inputs") {
        let mut last = 0;
        let result = input.read(0, &mapping, &mut |read| last = read, &mut |_| ControlFlow::Continue(()));
        assert!(result.is_ok());
        assert!(last >= input.size_in_bytes, "{} {last} {}", input.name, input.size_in_bytes);
    }
}

#[test]
fn the_digest_tells_that_a_file_changed() {
    let folder = tempfile::tempdir().expect("a folder");
    let (text, mapping) = (document(), Mapping::default());
    let path = write(folder.path(), "a.xml", text.as_bytes());
    let inputs = open_inputs(std::slice::from_ref(&path), &mapping).expect("inputs");
    let first = read(&inputs[0], &mapping).result.expect("a digest");
    assert_eq!(read(&inputs[0], &mapping).result.expect("a digest"), first);
    write(folder.path(), "a.xml", text.replace("Owner", "Other").as_bytes());
    assert_ne!(read(&inputs[0], &mapping).result.expect("a digest"), first);
}

#[test]
fn damaged_archives_are_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let mapping = Mapping::default();
    let fault = |name: &str, content: &[u8]| {
        let path = write(folder.path(), name, content);
        let fault = open_inputs(&[path], &mapping).and_then(|inputs| read(&inputs[0], &mapping).result);
        fault.map_or_else(|fault| fault.code(), |_| "none")
    };
    let packed = gz(document().as_bytes());
    assert_eq!(fault("cut.gz", &packed[..packed.len() - 20]), "TRUNCATED");
    let archive = zip(&[("a.xml", document().as_bytes())]);
    assert_eq!(fault("cut.zip", &archive[..archive.len() - 60]), "DAMAGED_ARCHIVE");
    let mut wrong = archive.clone();
    wrong[60] ^= 0x55;
    assert!(["DAMAGED_ARCHIVE", "TRUNCATED", "MALFORMED", "NOT_UTF8"].contains(&fault("wrong.zip", &wrong)));
    assert_eq!(fault("empty.zip", &zip(&[("readme.txt", b"nothing\n")])), "UNKNOWN_FORMAT");
    let missing = open_inputs(&[folder.path().join("none.xml")], &mapping).expect_err("a fault");
    assert_eq!(missing.code(), "IO");
}
