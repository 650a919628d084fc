//! Arrows between the rooms of the house go one way.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Which room may use which. A room that is not named on the right may not be used.
const ARROWS: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("config", &[]),
    ("mail", &[]),
    ("webhook", &[]),
    ("identity", &["model"]),
    ("history", &["model"]),
    ("storage", &["model"]),
    ("ownership", &["identity", "model"]),
    ("image", &["model", "storage"]),
    ("register", &["history", "identity", "image", "model", "ownership", "storage", "webhook"]),
    ("events", &["history", "identity", "mail", "model", "ownership", "register", "webhook"]),
    ("follow", &["model", "storage"]),
    ("generate", &["model"]),
    ("import", &["history", "model", "ownership", "register"]),
    ("schema", &["events", "history", "identity", "image", "model", "ownership", "register"]),
    ("http", &["identity", "schema"]),
    (
        "app",
        &[
            "config",
            "events",
            "generate",
            "http",
            "identity",
            "import",
            "mail",
            "model",
            "ownership",
            "register",
            "schema",
            "storage",
            "webhook",
        ],
    ),
    (
        "cli",
        &[
            "app",
            "config",
            "follow",
            "generate",
            "identity",
            "import",
            "model",
            "ownership",
            "register",
            "schema",
            "storage",
        ],
    ),
];

fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a folder of the source");
    entries
        .map(|entry| entry.expect("an entry").path())
        .flat_map(|path| if path.is_dir() { sources(&path) } else { vec![path] })
        .filter(|path| path.extension().is_some_and(|end| end == "rs"))
        .collect()
}

fn room(root: &Path, file: &Path) -> String {
    let inside = file.strip_prefix(root).expect("inside the source");
    let first = inside.components().next().expect("a name").as_os_str().to_string_lossy();
    first.trim_end_matches(".rs").to_owned()
}

#[test]
fn arrows_between_rooms_go_one_way() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let allowed: BTreeMap<_, _> = ARROWS.iter().copied().collect();
    let mut wrong = Vec::new();
    let mut arrows = 0;
    for file in sources(&root) {
        let from = room(&root, &file);
        if from == "lib" || from == "main" {
            continue;
        }
        let rooms =
            allowed.get(from.as_str()).unwrap_or_else(|| panic!("the room {from} is not in the table"));
        let text = std::fs::read_to_string(&file).expect("readable");
        let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        for to in code.flat_map(|line| line.split("crate::").skip(1)) {
            let to: String = to.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            arrows += 1;
            if !to.is_empty() && to != from && !rooms.contains(&to.as_str()) {
                wrong.push(format!("{}: {from} uses {to}", file.display()));
            }
        }
    }
    assert!(arrows > 100, "the test reads the source: {arrows} arrows");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_table_has_no_circle() {
    // Each room only uses rooms above it in the table, so no circle can be written down.
    for (position, (room, uses)) in ARROWS.iter().enumerate() {
        for used in *uses {
            let above = ARROWS[..position].iter().any(|(name, _)| name == used);
            assert!(above, "{room} uses {used}, which stands below it in the table");
        }
    }
}

#[test]
fn only_storage_knows_the_database() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for file in sources(&root).iter().filter(|file| room(&root, file) != "storage") {
        let text = std::fs::read_to_string(file).expect("readable");
        let mut words = text.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':'));
        let found = words.find(|word| {
            ["sea_orm", "entity::", "migration::"].iter().any(|crate_| word.starts_with(crate_))
        });
        assert_eq!(found, None, "{} uses it", file.display());
    }
}
