//! What was, what became of it, and who did it: histories, differences, old codes, the audit trail.

use async_graphql::{Request, Variables};
use serde_json::{Value, json};
use sorgraph::import::Options;
use sorgraph::model::{Party, Role};
use sorgraph::register::Register;
use sorgraph::schema::{Graph, Limits};

use crate::graph::city;
use crate::support::database::{Kind, TestDatabase, import_texts};
use crate::support::extract::{code, file, gln};
use crate::support::on_both;
use crate::support::people::{caller, give_roles};

on_both!(
    a_record_tells_its_versions_on_both_axes,
    a_number_tells_its_versions_and_its_message_types,
    who_did_it_is_for_those_concerned,
    two_points_are_compared_below_a_record,
    differences_are_paged,
    an_old_code_leads_to_the_records_of_today,
    the_audit_trail_is_read_by_those_concerned,
    a_number_tells_what_the_viewer_may,
);

const SHAK: &str = "<sor1:ShakIdentifier>1301101</sor1:ShakIdentifier>";

/// A register in which something has happened.
pub struct Past {
    pub register: Register,
    pub graph: Graph,
    _database: TestDatabase,
}

impl Past {
    pub async fn new(kind: Kind) -> Self {
        let database = TestDatabase::new(kind).await;
        let register = database.register().await;
        let mut owners = city();
        // The closed home bore a SHAK code that the other one bears now.
        owners[0].children[0].children[1].extra = SHAK.to_owned();
        owners[0].children[0].children[2].extra = SHAK.to_owned();
        let types = format!(
            "gln;format;type;version;direction;validFrom;validTo\n{};EDIFACT;DIS91;D9134L;RECEIVE;2020-01-01;\n",
            gln(1)
        );
        let files = [("sor.xml", file("2026-11-20", &owners)), ("types.csv", types)];
        let files: Vec<_> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
        let outcome = import_texts(&register, &files, &Options::default()).await.expect("imported");
        assert_eq!(outcome.report.refused, 0, "{}", outcome.report);
        let roles = [
            ("coordinator", Role::Coordinator, Party::Owner(code(1))),
            ("stranger", Role::Coordinator, Party::Owner(code(11))),
            ("sds", Role::NationalEditor, Party::Authority),
        ];
        give_roles(&register, &roles).await;
        let graph = Graph::new(register.clone(), Limits::default());
        let past = Self { register, graph, _database: database };
        past.happens().await;
        past
    }

    /// A home gets a new name, its ward moves, the number of the other home gets a message type, and the
    /// first home is replaced by the other.
    async fn happens(&self) {
        let (home, ward, other) = (code(3), code(4), code(5));
        let mutations = [
            (
                "coordinator",
                format!(
                    r#"updateOrganisationalUnit(input: {{ sorCode: "{home}", name: "Plejehjemmet Solhøj", validFrom: "2026-12-01", reason: "Nyt navn" }})"#
                ),
            ),
            (
                "coordinator",
                format!(
                    r#"moveOrganisationalUnit(input: {{ sorCode: "{ward}", parent: "{other}", validFrom: "2026-12-02" }})"#
                ),
            ),
            (
                "sds",
                format!(
                    r#"setMessageTypes(input: {{ gln: "{}", mode: ADD, validFrom: "2026-12-03", messageTypes: [{{ format: OIOXML, type: "XDIS91", version: "XD9134L", receives: true }}] }})"#,
                    gln(2)
                ),
            ),
            (
                "coordinator",
                format!(
                    r#"replaceOrganisationalUnit(input: {{ sorCodes: ["{home}"], replacedBy: ["{other}"], lastDay: "2027-01-31" }})"#
                ),
            ),
        ];
        for (who, mutation) in mutations {
            let query = format!("mutation {{ done: {mutation} {{ errors {{ code message }} revision }} }}");
            let data = self.data(who, &query).await;
            assert!(data["done"]["revision"].is_string(), "{mutation}: {data:#}");
        }
    }

    async fn answer(&self, who: &str, query: &str) -> Value {
        let request = Request::new(query).variables(Variables::default());
        let request = if who.is_empty() { request } else { request.data(caller(who)) };
        serde_json::to_value(self.graph.execute(request).await).expect("JSON")
    }

    pub async fn data(&self, who: &str, query: &str) -> Value {
        let mut answer = self.answer(who, query).await;
        assert!(answer.get("errors").is_none(), "{:#}", answer["errors"]);
        answer["data"].take()
    }

    pub async fn code_of_error(&self, who: &str, query: &str) -> String {
        let answer = self.answer(who, query).await;
        answer["errors"][0]["extensions"]["code"].as_str().unwrap_or_default().to_owned()
    }
}

const COMMITS: &str = "validFrom validTo writtenBy { revision action role } replacedBy { revision action }";

async fn a_record_tells_its_versions_on_both_axes(kind: Kind) {
    let past = Past::new(kind).await;
    let query = format!(
        r#"{{ organisationalUnit(by: {{ sorCode: "{}" }}) {{
             history {{ totalCount nodes {{ {COMMITS} record {{ name state revision }} }} }}
             newest: history(last: 1) {{ nodes {{ record {{ name }} }} pageInfo {{ hasPreviousPage }} }} }}
           before: organisationalUnit(by: {{ sorCode: "{0}" }}, revision: "3") {{ history {{ nodes {{ {COMMITS} }} }} }} }}"#,
        code(3)
    );
    insta::assert_json_snapshot!("history_of_a_record", past.data("", &query).await);
}

async fn a_number_tells_its_versions_and_its_message_types(kind: Kind) {
    let past = Past::new(kind).await;
    let query = format!(
        r#"{{ locationNumber(by: {{ gln: "{}" }}) {{
             history {{ nodes {{ {COMMITS} record {{ gln holder {{ name }} }} }} }}
             messageTypeHistory {{ nodes {{ {COMMITS} record {{ direction messageType {{ type version }} }} }} }} }}
           other: locationNumber(by: {{ gln: "{}" }}) {{ messageTypeHistory {{ nodes {{ {COMMITS} }} }} }} }}"#,
        gln(1),
        gln(2)
    );
    insta::assert_json_snapshot!("history_of_a_number", past.data("", &query).await);
}

async fn who_did_it_is_for_those_concerned(kind: Kind) {
    let past = Past::new(kind).await;
    let audit = "audit { subject reason organisation { key } requestId hash }";
    let query = format!(
        r#"{{ organisationalUnit(by: {{ sorCode: "{}" }}) {{ history(first: 2) {{ nodes {{ writtenBy {{ {audit} }} }} }} }} }}"#,
        code(3)
    );
    let told = async |who: &str| {
        let data = past.data(who, &query).await;
        let nodes = &data["organisationalUnit"]["history"]["nodes"];
        (nodes[0]["writtenBy"]["audit"].clone(), nodes[1]["writtenBy"]["audit"].clone())
    };
    for nobody in ["", "stranger"] {
        assert_eq!(told(nobody).await, (Value::Null, Value::Null), "{nobody:?}");
    }
    for who in ["coordinator", "sds"] {
        let (import, rename) = told(who).await;
        assert_eq!(import["subject"], "operator", "{who} reads what others did to the record, too");
        assert_eq!(rename["subject"], "coordinator");
        assert_eq!(rename["reason"], "Nyt navn");
        assert_eq!(rename["organisation"]["key"], format!("owner:{}", code(1)));
        assert_eq!(rename["hash"].as_str().map(str::len), Some(64));
    }
}

fn difference(arguments: &str, fields: &str) -> String {
    format!(r#"{{ difference(root: "{}", {arguments}) {{ {fields} }} }}"#, code(1))
}

async fn two_points_are_compared_below_a_record(kind: Kind) {
    let past = Past::new(kind).await;
    let fields = "isEmpty from { at revision } to { at revision } root { name }
        opened { nodes { record { name } } } closed { totalCount nodes { sorCode record { name state } } }
        moved { nodes { record { name } from { name } to { name } } }
        renamed { nodes { sorCode from to } }
        addresses { nodes { record { name } kind from { streetName } to { streetName } contactTo { telephone } } }
        locationNumbers { nodes { record { name } from { gln } to { gln } } }
        messageTypes { nodes { gln gained direction messageType { type } locationNumber { holder { name } } } }";
    let days = r#"from: { at: "2026-11-22" }, to: { at: "2027-03-01" }"#;
    insta::assert_json_snapshot!("difference_of_two_days", past.data("", &difference(days, fields)).await);
    let revisions = r#"from: { at: "2026-12-24", revision: "2" }, to: { at: "2026-12-24" }"#;
    let corrected =
        past.data("", &difference(revisions, "renamed { nodes { from to } } moved { totalCount }")).await;
    assert_eq!(corrected["difference"]["renamed"]["nodes"][0]["to"], "Plejehjemmet Solhøj", "{corrected:#}");
    assert_eq!(corrected["difference"]["moved"]["totalCount"], 1);
    let same = past.data("", &difference("from: {}, to: {}", "isEmpty")).await;
    assert_eq!(same["difference"]["isEmpty"], true);
    let unknown = format!(r#"{{ difference(root: "{}", from: {{}}, to: {{}}) {{ isEmpty }} }}"#, code(99));
    assert_eq!(past.data("", &unknown).await["difference"], Value::Null);
    let future = difference(r#"from: { revision: "99" }, to: {}"#, "isEmpty");
    assert_eq!(past.code_of_error("", &future).await, "BAD_REVISION");
}

async fn differences_are_paged(kind: Kind) {
    let past = Past::new(kind).await;
    let points = r#"from: { at: "2026-11-22", revision: "7" }, to: { at: "2027-03-01", revision: "7" }"#;
    let fields = "nodes { sorCode } pageInfo { hasNextPage endCursor }";
    let first =
        past.data("", &difference(points, &format!("locationNumbers(first: 1) {{ {fields} }}"))).await;
    let page = &first["difference"]["locationNumbers"];
    assert_eq!(page["pageInfo"]["hasNextPage"], true, "{page:#}");
    assert_eq!(page["nodes"], json!([{ "sorCode": code(3) .to_string()}]));
    let cursor = page["pageInfo"]["endCursor"].as_str().expect("a cursor");
    let next =
        |list: &str| difference(points, &format!(r#"{list}(first: 1, after: "{cursor}") {{ {fields} }}"#));
    let second = past.data("", &next("locationNumbers")).await;
    assert_eq!(second["difference"]["locationNumbers"]["nodes"], json!([{ "sorCode": code(4).to_string() }]));
    assert_eq!(second["difference"]["locationNumbers"]["pageInfo"]["hasNextPage"], false);
    assert_eq!(
        past.code_of_error("", &next("moved")).await,
        "BAD_CURSOR",
        "a cursor is good for its own list"
    );
}

async fn an_old_code_leads_to_the_records_of_today(kind: Kind) {
    let past = Past::new(kind).await;
    let fields = "records { sorCode name } hasDeadEnd hasFork
        steps { distance outcome source record { sorCode } next { sorCode } }";
    let resolve =
        |code: &str, day: &str| format!(r#"{{ resolve(code: {{ {code} }}, at: "{day}") {{ {fields} }} }}"#);
    let found = async |code: String, day: &str| past.data("", &resolve(&code, day)).await["resolve"].clone();
    let sor = |serial: u32| format!(r#"sorCode: "{}""#, code(serial));
    let ends = |found: &Value| {
        let records = found["records"].as_array().expect("records");
        records
            .iter()
            .map(|record| record["sorCode"].as_str().expect("a code").to_owned())
            .collect::<Vec<_>>()
    };
    let while_open = found(sor(3), "2026-12-24").await;
    assert_eq!(ends(&while_open), [code(3).to_string()], "a record in force is its own answer");
    let after = found(sor(3), "2027-03-01").await;
    assert_eq!(ends(&after), [code(5).to_string()]);
    assert_eq!(after["steps"][0]["outcome"], "REPLACED", "{after:#}");
    assert_eq!(after["steps"][0]["source"], "REPLACEMENT");
    assert_eq!(after["steps"][1]["distance"], 1);
    let by_number = found(format!(r#"gln: "{}""#, gln(1)), "2027-03-01").await;
    assert_eq!(ends(&by_number), [code(5).to_string()], "a number leads where its holder does");
    let by_shak = found(sor(6), "2026-12-24").await;
    assert_eq!(by_shak["steps"][0]["source"], "SHAK_CODE", "{by_shak:#}");
    assert_eq!(ends(&by_shak), [code(5).to_string()]);
    let shak = found(r#"shakCode: "1301101""#.to_owned(), "2026-12-24").await;
    assert_eq!(ends(&shak), [code(5).to_string()]);
    assert_eq!(shak["steps"].as_array().map(Vec::len), Some(2), "both who bear it: {shak:#}");
    let dead = found(sor(4), "2027-03-01").await;
    assert_eq!(ends(&dead), [code(4).to_string()], "the ward moved in time and lives on");
    assert_eq!(found(sor(99), "2026-12-24").await, Value::Null);
}

async fn the_audit_trail_is_read_by_those_concerned(kind: Kind) {
    let past = Past::new(kind).await;
    let query = "{ auditTrail(first: 2) { totalCount nodes { revision action subject role reason }
        pageInfo { hasNextPage endCursor } } }";
    assert_eq!(past.code_of_error("", query).await, "FORBIDDEN");
    assert_eq!(past.code_of_error("nobody", query).await, "FORBIDDEN");
    let own = past.data("coordinator", query).await;
    let trail = &own["auditTrail"];
    assert_eq!(trail["totalCount"], 3, "what was done for the municipality: {trail:#}");
    assert_eq!(trail["nodes"][0]["action"], "REPLACE_ORGANISATIONAL_UNIT", "the newest first");
    assert_eq!(trail["nodes"][1]["action"], "MOVE_ORGANISATIONAL_UNIT");
    let cursor = trail["pageInfo"]["endCursor"].as_str().expect("a cursor");
    let rest = query.replace("first: 2", &format!(r#"first: 2, after: "{cursor}""#));
    let rest = past.data("coordinator", &rest).await;
    assert_eq!(rest["auditTrail"]["nodes"].as_array().map(Vec::len), Some(1), "{rest:#}");
    assert_eq!(rest["auditTrail"]["nodes"][0]["reason"], "Nyt navn");
    let all = past.data("sds", query).await;
    assert_eq!(all["auditTrail"]["totalCount"], 7, "the authority reads everything: {all:#}");
    let foreign = format!(r#"{{ auditTrail(organisation: "owner:{}") {{ totalCount }} }}"#, code(1));
    assert_eq!(past.code_of_error("stranger", &foreign).await, "FORBIDDEN");
    assert_eq!(past.data("sds", &foreign).await["auditTrail"]["totalCount"], 3);
    let person = r#"{ auditTrail(subject: "sds") { nodes { action } } }"#;
    assert_eq!(
        past.data("sds", person).await["auditTrail"]["nodes"],
        json!([{ "action": "SET_MESSAGE_TYPES" }])
    );
    assert_eq!(past.data("coordinator", person).await["auditTrail"]["nodes"], json!([]));
    assert_eq!(
        past.code_of_error("sds", r#"{ auditTrail(organisation: "x") { totalCount } }"#).await,
        "BAD_ARGUMENT"
    );
}

async fn a_number_tells_what_the_viewer_may(kind: Kind) {
    let past = Past::new(kind).await;
    let query = format!(
        r#"{{ locationNumber(by: {{ gln: "{}" }}) {{
             viewerCan {{ update close move setMessageTypes order giveMandate }}
             responsible {{ organisation {{ key }} }} responsibleForMessageTypes {{ organisation {{ key }} }} }} }}"#,
        gln(2)
    );
    let may = async |who: &str| {
        let data = past.data(who, &query).await;
        let can = data["locationNumber"]["viewerCan"].as_object().expect("an answer").clone();
        can.into_iter().filter(|(_, may)| *may == Value::Bool(true)).map(|(name, _)| name).collect::<Vec<_>>()
    };
    assert!(may("").await.is_empty());
    assert!(may("stranger").await.is_empty());
    let mut coordinator = may("coordinator").await;
    coordinator.sort_unstable();
    assert_eq!(coordinator, ["giveMandate", "order"]);
    let mut authority = may("sds").await;
    authority.sort_unstable();
    assert_eq!(authority, ["close", "move", "setMessageTypes", "update"]);
    let data = past.data("", &query).await;
    assert_eq!(data["locationNumber"]["responsible"]["organisation"]["key"], "authority");
    assert_eq!(data["locationNumber"]["responsibleForMessageTypes"]["organisation"]["key"], "medcom");
}
