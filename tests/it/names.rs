//! Names from memory: whatever a name is looked for by finds the same as in the database, also after names change.

use std::collections::BTreeSet;

use serde_json::json;
use sorgraph::register::Register;
use sorgraph::schema::Graph;

use crate::support::both::Both;
use crate::support::database::{Kind, TestDatabase, import_made};
use crate::support::desk::Desk;
use crate::support::on_both;

on_both!(
    every_text_of_a_name_finds_the_same,
    names_that_change_are_found_as_they_stand,
    one_letter_of_a_search_may_be_wrong,
);

const PAGE: &str = "totalCount nodes { sorCode name } pageInfo { hasNextPage endCursor }";

/// What a name may be looked for by.
fn texts_of(name: &str) -> Vec<String> {
    let words: Vec<&str> =
        name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let beginning = |word: &str, letters: usize| word.chars().take(letters).collect::<String>();
    let mut texts = vec![name.to_owned(), beginning(name, 1), beginning(name, 3)];
    if let [first, .., last] = &*words {
        let second = words[1];
        texts.extend([(*first).to_owned(), beginning(last, 3), format!("{last} {first}")]);
        texts.extend([1, 3].map(|letters| format!("{first} {}", beginning(second, letters))));
        texts.push(beginning(name, name.chars().count() - 2).to_uppercase());
    }
    texts
}

/// Asks for two pages of a search and of a list by the beginning of a name; gives how many were found.
async fn agree_on(both: &Both, text: &str, day: &str) -> usize {
    let text = json!(text);
    let mut found = 0;
    for list in [
        format!("search(text: {text}, first: 3, at: \"{day}\""),
        format!("organisationalUnits(filter: {{ name: {{ startsWith: {text} }} }}, first: 3, at: \"{day}\""),
        format!(
            "healthInstitutions(filter: {{ name: {{ startsWith: {text} }} }}, first: 3, at: \"{day}\", orderBy: {{ direction: DESC }}"
        ),
    ] {
        let page = PAGE.replace(
            "sorCode name",
            if list.starts_with("search") { "... on Node { id }" } else { "sorCode name" },
        );
        let first = both.agree(&format!("{{ it: {list}) {{ {page} }} }}")).await;
        found += first["it"]["nodes"].as_array().map_or(0, Vec::len);
        if let (true, Some(cursor)) =
            (first["it"]["pageInfo"]["hasNextPage"] == true, first["it"]["pageInfo"]["endCursor"].as_str())
        {
            let list = list.replace(&format!(", at: \"{day}\""), "");
            both.agree(&format!("{{ it: {list}, after: \"{cursor}\") {{ {page} }} }}")).await;
        }
    }
    found
}

async fn every_text_of_a_name_finds_the_same(kind: Kind) {
    let database = TestDatabase::new(kind).await;
    let register = database.register().await;
    import_made(&register, 1_500).await;
    let both = Both::over(register).await;
    let all = both
        .agree("{ organisationalUnits(first: 100, orderBy: { by: SOR_CODE }) { nodes { name } } healthInstitutions(first: 100) { nodes { name } } }")
        .await;
    let names = |list: &str| -> Vec<String> {
        let nodes = all[list]["nodes"].as_array().expect("a list").iter();
        nodes.map(|node| node["name"].as_str().expect("a name").to_owned()).collect()
    };
    let names = [names("organisationalUnits"), names("healthInstitutions")].concat();
    let texts: BTreeSet<String> = names.iter().step_by(9).flat_map(|name| texts_of(name)).collect();
    assert!(texts.len() > 80, "{texts:?}");
    for text in &texts {
        let found = agree_on(&both, text, "2026-11-22").await;
        assert!(found > 0, "{text}");
    }
    // However long it is.
    let (long, starts) = ("b".repeat(30_000), "organisationalUnits(filter: { name: { startsWith:");
    let none = both.agree(&format!("{{ it: {starts} \"{long}\" }} }}) {{ totalCount }} }}")).await;
    assert_eq!(none["it"]["totalCount"], 0);
}

async fn names_that_change_are_found_as_they_stand(kind: Kind) {
    let database = TestDatabase::new(kind).await;
    let register = database.register().await;
    import_made(&register, 600).await;
    let both = Both::over(register.clone()).await;
    let desk = Desk::of(&register).await;
    let names = [
        "Ærø Lægehus, Nord",
        "Ærø lægehus - nord",
        "Aeroe laegehus nord",
        "Ærø Lægehus",
        "Ærø (lægehus) nord",
        "Nordre Ærø lægehus og Ærø center",
        "Zoneterapi æble",
        "Ærø Lægehus, Nord",
        "  Lægehus!",
    ];
    let texts: BTreeSet<String> = names.iter().flat_map(|name| texts_of(name.trim())).collect();
    let mut found = 0;
    for (turn, name) in names.into_iter().chain(names.into_iter().rev()).enumerate() {
        let (from, then) =
            if turn % 3 == 0 { ("2027-02-01", "2027-03-01") } else { ("2027-04-01", "2027-05-01") };
        desk.rename(turn % 5, name, from).await;
        // What nobody has misses in both.
        for text in texts.iter().skip(turn % 4).step_by(4) {
            let list = |day| {
                format!(
                    "organisationalUnits(filter: {{ name: {{ startsWith: {} }} }}, first: 9, at: \"{day}\") {{ {PAGE} }}",
                    json!(text)
                )
            };
            let (before, between) = (list("2026-11-22"), list("2027-03-01"));
            both.agree(&format!("{{ before: {before} between: {between} }}")).await;
        }
        assert!(agree_on(&both, name, then).await > 0, "{name}");
        found += agree_on(&both, "ærø l", "2027-05-01").await;
    }
    assert!(found > 10, "{found}");
    // What is read at once finds the same as what was moved on commit by commit.
    let anew = Register::new(register.database().clone(), register.clock());
    let anew = Both::over(anew).await;
    for text in &texts {
        let query = format!(
            "{{ search(text: {}, first: 50, at: \"2027-05-01\") {{ totalCount nodes {{ ... on Node {{ id }} }} }} }}",
            json!(text)
        );
        assert_eq!(Both::ask(&anew.memory, &query).await, Both::ask(&both.memory, &query).await, "{text}");
    }
}

/// The one difference between both: the database finds no misspelt words.
async fn one_letter_of_a_search_may_be_wrong(kind: Kind) {
    let database = TestDatabase::new(kind).await;
    let register = database.register().await;
    import_made(&register, 1_500).await;
    let both = Both::over(register).await;
    let names = async |graph: &Graph, arguments: &str| -> Vec<String> {
        let found = Both::ask(graph, &format!("{{ search({arguments}) {{ nodes {{ name }} }} }}")).await;
        let nodes = found["search"]["nodes"].as_array().expect("nodes").iter();
        nodes.map(|node| node["name"].as_str().expect("a name").to_owned()).collect()
    };
    for (right, wrong) in [
        ("kommune", ["komune", "kommmune", "kpmmune", "okmmune"]),
        ("plejehjem", ["plejhjem", "plejehjme", "xplejehjem", "plejehjam"]),
        ("lægehus", ["lægehsu", "laegehos", "lægehs", "legehus"]),
    ] {
        let found = names(&both.memory, &format!("text: \"{right}\", first: 100")).await;
        assert!(!found.is_empty(), "{right}");
        for wrong in wrong {
            let arguments = format!("text: \"{wrong}\", first: 100");
            let near = names(&both.memory, &arguments).await;
            assert!(found.iter().any(|name| near.contains(name)), "{wrong}: {near:?}");
            assert!(names(&both.database, &arguments).await.is_empty(), "{wrong}");
        }
    }
    // Two letters are too many, in one word as in two.
    for text in ["kommnue komune", "kpmmnue", "pleejhejm"] {
        assert!(names(&both.memory, &format!("text: \"{text}\"")).await.is_empty(), "{text}");
    }
    // The filter holds, and pages join.
    let page = "totalCount nodes { sorCode } pageInfo { hasNextPage endCursor }";
    let all =
        Both::ask(&both.memory, &format!(r#"{{ search(text: "komune", first: 100) {{ {page} }} }}"#)).await;
    let (mut joined, mut after) = (Vec::new(), String::new());
    loop {
        let query = format!(r#"{{ search(text: "komune", first: 3{after}) {{ {page} }} }}"#);
        let found = Both::ask(&both.memory, &query).await["search"].take();
        assert_eq!(found["totalCount"], all["search"]["totalCount"]);
        joined.extend(found["nodes"].as_array().expect("nodes").clone());
        if found["pageInfo"]["hasNextPage"] == false {
            break;
        }
        after = format!(r#", after: "{}""#, found["pageInfo"]["endCursor"].as_str().expect("a cursor"));
    }
    assert!(joined.len() > 3 && joined.starts_with(all["search"]["nodes"].as_array().expect("nodes")));
    assert_eq!(json!(joined.len()), all["search"]["totalCount"]);
    let owners = names(&both.memory, "text: \"komune\", filter: { kind: { in: [INSTITUTION_OWNER] } }").await;
    assert!(!owners.is_empty() && owners.len() <= joined.len());
}
