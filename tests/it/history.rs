//! Both time axes in the graph: any day, as the register knew it at any revision.

use serde_json::json;
use sorgraph::import::Options;

use crate::graph::{city, with_city};
use crate::support::database::{Kind, import_texts};
use crate::support::extract::{code, file};
use crate::support::on_both;
use crate::support::server::TestServer;

on_both!(
    any_day_at_any_revision,
    one_answer_reads_one_point,
    states_follow_the_dates,
    bad_points_are_refused
);

/// A second extract: the home gets a new name on the first of December.
async fn rename(server: &TestServer) {
    let mut owners = city();
    let home = &mut owners[0].children[0].children[0];
    home.name = "Plejehjemmet Solhøj".to_owned();
    home.from = "2026-12-01".to_owned();
    let options = Options { max_close_share: 1.0, ..Options::default() };
    let text = file("2026-11-21", &owners);
    import_texts(&server.register, &[("sor.xml", &text)], &options).await.expect("imported");
}

async fn any_day_at_any_revision(kind: Kind) {
    let server = with_city(kind).await;
    rename(&server).await;
    let unit = |alias: &str, arguments: &str| {
        format!(
            r#"{alias}: organisationalUnit(by: {{ sorCode: "{}" }}{arguments}) {{ name revision validFrom validTo }}"#,
            code(3)
        )
    };
    let query = format!(
        "{{ {} {} {} {} {} }}",
        unit("today", ""),
        unit("december", r#", at: "2026-12-01""#),
        unit("asKnownBefore", r#", at: "2026-12-01", revision: "2""#),
        unit("beforeItWasKnown", r#", revision: "1""#),
        unit("longAgo", r#", at: "1990-01-01""#),
    );
    insta::assert_json_snapshot!("any_day_at_any_revision", server.data(&query).await);
}

async fn one_answer_reads_one_point(kind: Kind) {
    let server = with_city(kind).await;
    rename(&server).await;
    // Nested records stand at the point of the root field.
    let query = format!(
        r#"{{ healthInstitution(by: {{ sorCode: "{}" }}, at: "2026-12-24") {{ organisationalUnits {{ nodes {{ name parent {{ name }} children {{ nodes {{ parent {{ name }} }} }} }} }} }} }}"#,
        code(2)
    );
    let data = server.data(&query).await;
    let units = data["healthInstitution"]["organisationalUnits"]["nodes"].as_array().expect("units").clone();
    let home = units.iter().find(|unit| unit["name"] == "Plejehjemmet Solhøj").expect("by its new name");
    assert_eq!(home["children"]["nodes"][0]["parent"]["name"], "Plejehjemmet Solhøj");
    let answer = server.answer("{ register { revision } }", json!({})).await;
    assert_eq!(answer["extensions"]["register"]["newestRevision"], "3", "{answer:#}");
    assert_eq!(answer["extensions"]["register"]["today"], "2026-11-22");
}

async fn states_follow_the_dates(kind: Kind) {
    let server = with_city(kind).await;
    let query = format!(
        r#"{{ closed: organisationalUnit(by: {{ sorCode: "{0}" }}) {{ state status {{ toDate }} }}
             before: organisationalUnit(by: {{ sorCode: "{0}" }}, at: "2025-12-31") {{ state }}
             early: organisationalUnit(by: {{ sorCode: "{0}" }}, at: "2019-12-31") {{ state }}
             inForce: organisationalUnits(filter: {{ within: "{1}" }}) {{ totalCount }}
             all: organisationalUnits(filter: {{ within: "{1}", state: {{ in: [FUTURE, ACTIVE, CLOSING, CLOSED] }} }}) {{ totalCount }}
             onlyClosed: organisationalUnits(filter: {{ state: {{ in: [CLOSED] }} }}) {{ nodes {{ name }} }}
             register {{ counts {{ institutionOwners healthInstitutions organisationalUnits locationNumbers }} }} }}"#,
        code(6),
        code(1)
    );
    insta::assert_json_snapshot!("states", server.data(&query).await);
}

async fn bad_points_are_refused(kind: Kind) {
    let server = with_city(kind).await;
    let (code, message) = server.error(r#"{ register(revision: "99") { revision } }"#).await;
    assert_eq!(code, "BAD_REVISION", "{message}");
    for query in [r#"{ register(at: "2026-02-30") { at } }"#, r#"{ register(revision: "-1") { at } }"#] {
        let (code, message) = server.error(query).await;
        assert!(!code.is_empty() && !message.is_empty(), "{query}");
    }
}
