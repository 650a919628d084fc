//! Limits hold before anything is executed, and each refusal names its limit, its value and the query's figure.

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::database::{Kind, run_sql};
use crate::support::server::TestServer;

const HEAD: &str = "{ register { revision } }";

fn bomb() -> String {
    let mut bomb = "{ ...F0 }".to_owned();
    for level in 0..40 {
        let next = level + 1;
        bomb += &format!(" fragment F{level} on Query {{ ...F{next} ...F{next} }}");
    }
    bomb + " fragment F40 on Query { register { revision } }"
}

fn many(times: usize, field: &dyn Fn(usize) -> String) -> String {
    format!("{{ {} }}", (0..times).map(field).collect::<Vec<_>>().join(" "))
}

#[tokio::test]
async fn a_refusal_names_the_limit_its_value_and_the_figure() {
    let server = TestServer::start(Kind::Sqlite).await;
    let unit =
        |inner: &str| format!("{{ organisationalUnit(by: {{ sorCode: \"11000016002\" }}) {{ {inner} }} }}");
    let deep = |levels: usize| {
        unit(&format!("{}sorCode{}", "children(first: 1) { nodes { ".repeat(levels), " } }".repeat(levels)))
    };
    let wide = format!("{} sorCode {}", "children(first: 100) { nodes { ".repeat(4), " } }".repeat(4));
    let entities = format!("{{ _entities(representations: [{}]) {{ __typename }} }}", "{} ".repeat(60));
    let cases = [
        (many(5_000, &|_| "a,b".to_owned()), "TOO_MANY_TOKENS", "max_tokens", 10_000, json!(10_002)),
        (deep(8), "TOO_DEEP", "max_depth", 15, json!(18)),
        (deep(40), "TOO_DEEP", "max_depth", 15, json!(82)),
        (
            format!("{{ a(b: {}1{}) }}", "[".repeat(500), "]".repeat(500)),
            "TOO_DEEP",
            "max_depth",
            32,
            json!(501),
        ),
        (many(4_001, &|_| "a".to_owned()), "TOO_MANY_SELECTIONS", "max_selections", 4_000, json!(4_001)),
        (
            "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }".to_owned(),
            "TOO_MANY_SELECTIONS",
            "max_selections",
            4_000,
            Value::Null,
        ),
        (
            many(201, &|n| format!("a{n}: register {{ revision }}")),
            "TOO_MANY_ALIASES",
            "max_aliases",
            200,
            json!(201),
        ),
        (
            format!("{{ register {{ revision {} }} }}", "@include(if: true) ".repeat(101)),
            "TOO_MANY_DIRECTIVES",
            "max_directives",
            100,
            json!(101),
        ),
        (
            many(51, &|n| format!("a{n}: register {{ revision }}")),
            "TOO_MANY_ROOT_FIELDS",
            "max_root_fields",
            50,
            json!(51),
        ),
        (
            many(3, &|n| format!("a{n}: __schema {{ __typename }}")),
            "TOO_MUCH_INTROSPECTION",
            "max_introspection_roots",
            2,
            json!(3),
        ),
        (unit(&wide), "TOO_COMPLEX", "max_complexity", 2_000_000, Value::Null),
    ];
    for (query, code, setting, most, found) in cases {
        let answer = server.answer(&query, json!({})).await;
        let error = &answer["errors"][0];
        assert_eq!(error["extensions"]["code"], code, "{query:.80}: {error}");
        let limit = &error["extensions"]["limit"];
        assert_eq!((&limit["name"], &limit["value"]), (&json!(setting), &json!(most)), "{query:.80}");
        if !found.is_null() {
            assert_eq!(limit["found"], found, "{query:.80}");
            assert!(error["message"].to_string().contains(&found.to_string()), "{error}");
        }
        assert!(error["message"].to_string().contains(setting), "{error}");
        assert!(answer["data"].is_null());
    }
    let answer = server.answer(&entities, json!({})).await;
    assert_eq!(answer["extensions"]["cost"]["complexity"], 61, "{answer:#}");
}

#[tokio::test]
async fn a_fragment_bomb_is_refused_not_walked() {
    let server = TestServer::start(Kind::Sqlite).await;
    let answer = tokio::time::timeout(Duration::from_secs(20), server.answer(&bomb(), json!({}))).await;
    let answer = answer.expect("walking it would take hours");
    let limit = &answer["errors"][0]["extensions"]["limit"];
    assert!(limit["found"].as_u64().is_some_and(|found| found > 1 << 40), "{answer:#}");
}

#[tokio::test]
async fn every_answer_tells_its_cost() {
    let server = TestServer::start(Kind::Sqlite).await;
    let query =
        "query($n: Int!) { r: register { revision } organisationalUnits(first: $n) { nodes { sorCode } } }";
    let answer = server.answer(query, json!({ "n": 7 })).await;
    let cost = &answer["extensions"]["cost"];
    let figures = ["complexity", "depth", "selections", "aliases", "directives", "rootFields"];
    let figures: Vec<_> = figures.iter().map(|figure| cost[figure].as_u64().unwrap_or_default()).collect();
    assert_eq!(figures, [2 + 1 + 7 * 2, 3, 5, 1, 0, 2], "{cost}");
    assert_eq!(cost["statements"], answer["extensions"]["register"]["statements"]);
}

#[tokio::test]
async fn a_variable_that_must_be_given_is_asked_for_before_execution() {
    let server = TestServer::start(Kind::Sqlite).await;
    let query =
        "query($n: Int!) { organisationalUnits(first: $n) { nodes { sorCode } } register { revision } }";
    for variables in [json!({}), json!({ "n": null })] {
        let answer = server.answer(query, variables).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "GRAPHQL_INVALID", "{answer:#}");
        assert!(answer.get("data").is_none(), "{answer:#}");
    }
}

/// A lock keeps the query waiting; it must be gone from the database before the lock is.
#[tokio::test(flavor = "multi_thread")]
async fn what_takes_too_long_is_stopped_in_the_database() {
    use sea_orm::{ConnectionTrait, Database, Statement, TransactionTrait};
    let flags = [("request_timeout_seconds", Some("1".to_owned()))];
    let server = TestServer::to_serve(Kind::Postgres, &flags).await;
    server.data(HEAD).await;
    let other = Database::connect(server.database_url()).await.expect("a connection");
    #[expect(clippy::disallowed_methods, reason = "the lock of the test")]
    let lock = other.begin().await.expect("begun");
    lock.execute_unprepared("LOCK TABLE unit IN ACCESS EXCLUSIVE MODE").await.expect("locked");
    let (code, message) = server.error("{ register { counts { organisationalUnits } } }").await;
    assert_eq!(code, "TIMEOUT", "{message}");
    assert!(message.contains("request_timeout_seconds"), "{message}");
    let waiting =
        "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
    let gone = async {
        loop {
            let rows = lock.query_all_raw(Statement::from_string(lock.get_database_backend(), waiting)).await;
            if rows.expect("read").is_empty() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), gone)
        .await
        .expect("the statement is stopped while the lock is held");
    lock.rollback().await.expect("unlocked");
    server.data("{ organisationalUnits(first: 1) { nodes { sorCode } } }").await;
}

/// Nothing of what the database says of itself leaves.
#[tokio::test(flavor = "multi_thread")]
async fn a_broken_database_is_not_quoted() {
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let server = TestServer::start(kind).await;
        let cascade = if kind == Kind::Postgres { " CASCADE" } else { "" };
        // The register has been read by then: a server that cannot read it does not begin.
        server.data("{ __typename }").await;
        run_sql(server.database_url(), &format!("DROP TABLE unit{cascade}")).await;
        let answer = server.answer("{ register { counts { organisationalUnits } } }", json!({})).await;
        let error = &answer["errors"][0];
        assert_eq!(error["extensions"]["code"], "UNAVAILABLE", "{answer:#}");
        let text = answer["errors"].to_string().to_lowercase();
        for word in ["unit\"", "no such", "table", "relation", "sql", "select", "does not exist", "database"]
        {
            assert!(!text.contains(word), "{word}: {text}");
        }
    }
}
