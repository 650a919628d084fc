//! Plans that are taken back leave everything as if they had never been made; and what a change tells of others.

use serde_json::{Value, json};
use sorgraph::model::{Party, Role};
use sorgraph::register::{Register, Rules};
use sorgraph::schema::{Graph, Limits};

use crate::graph::city;
use crate::support::database::{Kind, TestDatabase, import_texts};
use crate::support::extract::{code, file, gln};
use crate::support::on_both;
use crate::support::people::{caller, give_roles};

on_both!(
    a_closing_taken_back_gives_back_all_that_was_planned,
    what_was_edited_after_the_closing_was_planned_stays,
    a_closing_tells_whose_geographical_parent_goes,
    exactly_one_speciality_is_the_main_one,
    an_idempotency_key_is_forgotten_after_its_days,
);

struct Desk {
    register: Register,
    _database: TestDatabase,
}

impl Desk {
    async fn new(kind: Kind) -> Self {
        let database = TestDatabase::new(kind).await;
        let register = database.register().await;
        let text = file("2026-11-20", &city());
        import_texts(&register, &[("sor.xml", &text)], &sorgraph::import::Options::default())
            .await
            .expect("imported");
        let roles = [
            ("coordinator", Role::Coordinator, Party::Owner(code(1))),
            ("sds", Role::NationalEditor, Party::Authority),
        ];
        give_roles(&register, &roles).await;
        Self { register, _database: database }
    }

    async fn data(&self, who: &str, query: &str) -> Value {
        let graph = Graph::new(self.register.clone(), Limits::default());
        let answer = graph.execute(async_graphql::Request::new(query).data(caller(who))).await;
        let mut answer = serde_json::to_value(answer).expect("JSON");
        assert!(answer.get("errors").is_none(), "{:#}", answer["errors"]);
        answer["data"].take()
    }

    /// The payload of a mutation.
    async fn does(&self, who: &str, mutation: &str, input: &str) -> Value {
        let fields = "revision repeated errors { code path } effects { sorCode aspect geographicalParentBefore geographicalParentAfter }";
        let mut data = self
            .data(who, &format!("mutation {{ it: {mutation}(input: {{ {input} }}) {{ {fields} }} }}"))
            .await;
        data["it"].take()
    }

    async fn done(&self, who: &str, mutation: &str, input: &str) -> Value {
        let payload = self.does(who, mutation, input).await;
        assert!(payload["revision"].is_string(), "{mutation} {input}: {payload:#}");
        payload
    }
}

/// Whether nothing differs between a revision and now, on any of these days.
async fn nothing_differs_since(desk: &Desk, revision: &str) {
    for day in ["2026-11-22", "2026-12-31", "2027-01-01", "2027-02-01", "2027-03-15", "2030-01-01"] {
        let query = format!(
            r#"{{ difference(root: "{}", from: {{ at: "{day}", revision: "{revision}" }}, to: {{ at: "{day}" }}) {{ isEmpty
                 opened {{ nodes {{ sorCode }} }} closed {{ nodes {{ sorCode }} }} renamed {{ nodes {{ from to }} }}
                 locationNumbers {{ nodes {{ sorCode }} }} messageTypes {{ nodes {{ gln gained }} }} }} }}"#,
            code(1)
        );
        let data = desk.data("sds", &query).await;
        assert_eq!(data["difference"]["isEmpty"], true, "{day}: {data:#}");
    }
}

async fn a_closing_taken_back_gives_back_all_that_was_planned(kind: Kind) {
    let desk = Desk::new(kind).await;
    let (home, ward) = (code(3), code(4));
    desk.done(
        "coordinator",
        "updateOrganisationalUnit",
        &format!(r#"sorCode: "{ward}", name: "Afsnit B", validFrom: "2027-03-01""#),
    )
    .await;
    desk.done(
        "coordinator",
        "createOrganisationalUnit",
        &format!(r#"parent: "{home}", name: "Afsnit C", type: "554221000005108", validFrom: "2027-02-01", locationNumberState: INHERITED"#),
    )
    .await;
    let types = |day: &str| {
        format!(
            r#"gln: "{}", mode: ADD, validFrom: "{day}", messageTypes: [{{ format: OIOXML, type: "XDIS91", version: "XD9134L", receives: true }}]"#,
            gln(1)
        )
    };
    let before = desk.done("sds", "setMessageTypes", &types("2027-02-01")).await;
    let before = before["revision"].as_str().expect("a revision").to_owned();

    desk.done(
        "coordinator",
        "closeOrganisationalUnit",
        &format!(r#"sorCode: "{home}", lastDay: "2026-12-31""#),
    )
    .await;
    let closed = desk.data("sds", &format!(r#"{{ organisationalUnit(by: {{ sorCode: "{home}" }}, at: "2027-03-15") {{ state children(filter: {{ state: {{ in: [FUTURE, ACTIVE, CLOSED, CLOSING] }} }}) {{ nodes {{ name state }} }} }} }}"#)).await;
    assert_eq!(closed["organisationalUnit"]["state"], "CLOSED");
    assert_eq!(
        closed["organisationalUnit"]["children"]["nodes"].as_array().map(Vec::len),
        Some(1),
        "what was only planned is gone: {closed:#}"
    );

    desk.done("coordinator", "cancelPlannedChange", &format!(r#"sorCode: "{home}", closing: true"#)).await;
    nothing_differs_since(&desk, &before).await;
    let verified = desk.register.reader().verify(&mut |_| {}).await.expect("verified");
    assert!(verified.first_break.is_none(), "{verified:?}");
}

async fn what_was_edited_after_the_closing_was_planned_stays(kind: Kind) {
    let desk = Desk::new(kind).await;
    let home = code(3);
    desk.done(
        "coordinator",
        "closeOrganisationalUnit",
        &format!(r#"sorCode: "{home}", lastDay: "2026-12-31""#),
    )
    .await;
    desk.done(
        "coordinator",
        "updateOrganisationalUnit",
        &format!(r#"sorCode: "{home}", name: "Plejehjemmet Solhøj", validFrom: "2026-12-01""#),
    )
    .await;
    desk.done("coordinator", "cancelPlannedChange", &format!(r#"sorCode: "{home}", closing: true"#)).await;
    let data = desk.data("sds", &format!(r#"{{ organisationalUnit(by: {{ sorCode: "{home}" }}, at: "2027-03-15") {{ name state locationNumber {{ state }} }} }}"#)).await;
    let expected =
        json!({ "name": "Plejehjemmet Solhøj", "state": "ACTIVE", "locationNumber": { "state": "ACTIVE" } });
    assert_eq!(data["organisationalUnit"], expected);
}

async fn a_closing_tells_whose_geographical_parent_goes(kind: Kind) {
    let desk = Desk::new(kind).await;
    let (home, other) = (code(3), code(5));
    desk.done("coordinator", "updateOrganisationalUnit", &format!(r#"sorCode: "{other}", geographicalParent: {{ relation: OTHER_UNIT, target: "{home}" }}, validFrom: "2026-12-01""#)).await;
    let closed = desk
        .done(
            "coordinator",
            "closeOrganisationalUnit",
            &format!(r#"sorCode: "{home}", lastDay: "2026-12-31""#),
        )
        .await;
    let told = json!({ "sorCode": other.to_string(), "aspect": "GEOGRAPHICAL_PARENT",
        "geographicalParentBefore": home.to_string(), "geographicalParentAfter": null });
    assert!(closed["effects"].as_array().expect("effects").contains(&told), "{closed:#}");
}

async fn exactly_one_speciality_is_the_main_one(kind: Kind) {
    let mut desk = Desk::new(kind).await;
    let given = |roles: &[&str]| {
        let codes = ["394577000", "394579002", "394582007"];
        let list: Vec<_> = codes
            .iter()
            .zip(roles)
            .map(|(code, role)| format!(r#"{{ code: "{code}", role: "{role}" }}"#))
            .collect();
        format!(
            r#"sorCode: "{}", specialities: [{}], validFrom: "2026-12-01", dryRun: true"#,
            code(3),
            list.join(", ")
        )
    };
    let codes = async |desk: &Desk, roles: &[&str]| {
        let payload = desk.does("coordinator", "updateOrganisationalUnit", &given(roles)).await;
        payload["errors"]
            .as_array()
            .expect("errors")
            .iter()
            .map(|error| error["code"].clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(codes(&desk, &["x", "x"]).await, [json!(null); 0], "which code says so is not known");
    let rules = Rules { main_speciality: "main".to_owned(), ..desk.register.rules().clone() };
    desk.register = desk.register.clone().with_rules(rules);
    assert_eq!(codes(&desk, &["main", "further"]).await, [json!(null); 0]);
    assert_eq!(codes(&desk, &["further", "further"]).await, ["CONTRADICTION"]);
    assert_eq!(codes(&desk, &["main", "main", "further"]).await, ["CONTRADICTION"]);
    assert_eq!(codes(&desk, &[]).await, [json!(null); 0], "none is none");
}

async fn an_idempotency_key_is_forgotten_after_its_days(kind: Kind) {
    let mut desk = Desk::new(kind).await;
    let rename =
        format!(r#"sorCode: "{}", name: "Et navn", validFrom: "2026-12-24", idempotencyKey: "k""#, code(3));
    let first = desk.done("coordinator", "updateOrganisationalUnit", &rename).await;
    assert_eq!(first["repeated"], false);
    let at = |instant: &str| {
        let now: chrono::DateTime<chrono::Utc> = instant.parse().expect("an instant");
        Register::new(desk.register.database().clone(), std::sync::Arc::new(move || now))
    };
    let (within, after) = (at("2026-12-22T10:59:59Z"), at("2026-12-22T11:00:01Z"));
    assert_eq!(within.forget_requests().await.expect("forgotten"), 0);
    let again = desk.done("coordinator", "updateOrganisationalUnit", &rename).await;
    assert_eq!((&again["repeated"], &again["revision"]), (&json!(true), &first["revision"]));
    assert_eq!(after.forget_requests().await.expect("forgotten"), 1);
    desk.register = after;
    let anew = desk.does("coordinator", "updateOrganisationalUnit", &rename).await;
    assert_eq!(
        (&anew["repeated"], &anew["revision"]),
        (&json!(false), &Value::Null),
        "it says so already: {anew:#}"
    );
}
