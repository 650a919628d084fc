//! Every mutation, in every role, on records of every owner: who may what, as one table.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use async_graphql::{Request, Variables};
use serde_json::{Value, json};
use sorgraph::model::{Party, Role, SorCode};
use sorgraph::schema::{Graph, Limits};

use crate::support::database::{Kind, import_texts};
use crate::support::extract::{Entity, Number, Place, code, entity, file, gln, municipality};
use crate::support::on_both;
use crate::support::people::{caller, give_roles};
use crate::support::server::TestServer;

on_both!(
    every_mutation_in_every_role_on_every_owner,
    every_mutation_in_every_role_on_closed_and_moved_records,
    a_refused_mutation_leaves_nothing,
);

const ROLES: [(&str, Role); 9] = [
    ("national", Role::NationalEditor),
    ("coordinator", Role::Coordinator),
    ("editor", Role::Editor),
    ("region", Role::RegionEditor),
    ("medcom", Role::MedCom),
    ("supplier", Role::SystemSupplier),
    ("private", Role::PrivateOwner),
    ("administrator", Role::LocalAdministrator),
    ("reader", Role::RestrictedReader),
];

/// The trees: what they are called in the table, and the serial of their first record. Each owner has an institution
/// (+1), a unit with a number (+2), another unit (+3), a closed unit (+4), and two that have numbers of their own serials
/// (+10, +11).
const TREES: [(&str, u32); 5] =
    [("own", 100), ("other", 200), ("region", 300), ("state", 400), ("private", 500)];

fn tree(serial: u32, type_code: &str, place: Place) -> Entity {
    let mut closed = entity(serial + 4, "Lukket enhed", vec![]);
    closed.to = Some("2025-12-31".to_owned());
    let unit = Entity { number: Number::Own(u64::from(serial)), ..entity(serial + 2, "Enhed", vec![]) };
    let other = entity(serial + 3, "Anden enhed", vec![]);
    // Two more for what is closed and moved later.
    let later = [10, 11].map(|offset| Entity {
        number: Number::Own(u64::from(serial + offset)),
        ..entity(serial + offset, "Senere", vec![])
    });
    let units = [unit, other, closed].into_iter().chain(later).collect();
    let institution = entity(serial + 1, "Institution", units);
    let owner = municipality(serial, &format!("Ejer {serial}"), vec![institution]);
    Entity { type_code: type_code.to_owned(), postal: Some(place), ..owner }
}

async fn register(kind: Kind) -> TestServer {
    let server = TestServer::start(kind).await;
    let owners = [
        tree(100, "547211000005108", Place("Torvet", "0101", "1084")),
        tree(200, "547211000005108", Place("Torvet", "0751", "1082")),
        tree(300, "550881000005103", Place("Torvet", "0101", "1084")),
        tree(400, "398070004", Place("Torvet", "0101", "1084")),
        tree(500, "550891000005100", Place("Torvet", "0101", "1084")),
    ];
    let text = file("2026-11-20", &owners);
    let outcome =
        import_texts(&server.register, &[("sor.xml", &text)], &sorgraph::import::Options::default()).await;
    let outcome = outcome.expect("imported");
    assert_eq!(outcome.report.refused, 0, "{}", outcome.report);
    let home = Party::Owner(code(100));
    let party = |role| match role {
        Role::NationalEditor => Party::Authority,
        Role::RegionEditor => Party::Owner(code(300)),
        Role::MedCom => Party::MedCom,
        Role::SystemSupplier => Party::Supplier("supplier".to_owned()),
        Role::PrivateOwner => Party::Owner(code(500)),
        _ => home.clone(),
    };
    let roles: Vec<_> = ROLES.iter().map(|(name, role)| (*name, *role, party(*role))).collect();
    give_roles(&server.register, &roles).await;
    server
}

/// The input of a mutation on the tree that begins with this serial; `None` for a mutation that the test does not know.
fn input(mutation: &str, serial: u32, cases: &BTreeMap<&str, String>) -> Option<Value> {
    let sor = |offset: u32| code(serial + offset).to_string();
    let number = gln(u64::from(serial)).to_string();
    let day = "2026-12-24";
    let closing = "2026-11-30";
    let details = json!({ "systemSupplier": "supplier", "systemType": "system", "networkOperator": "41000035001",
        "region": "1084", "ediAdministrator": "administrator" });
    let case = |kind: &str| cases.get(kind).cloned().unwrap_or_default();
    let unit_type = "554221000005108";
    Some(match mutation {
        "createOrganisationalUnit" => {
            json!({ "parent": sor(1), "name": "Ny", "type": unit_type, "validFrom": day, "locationNumberState": "NONE" })
        }
        "updateOrganisationalUnit" => json!({ "sorCode": sor(2), "name": "Nyt navn", "validFrom": day }),
        "moveOrganisationalUnit" => json!({ "sorCode": sor(3), "parent": sor(2), "validFrom": day }),
        "replaceOrganisationalUnit" => {
            json!({ "sorCodes": [sor(3)], "replacedBy": [sor(2)], "lastDay": closing })
        }
        "closeOrganisationalUnit" => json!({ "sorCode": sor(2), "lastDay": closing }),
        "createHealthInstitution" => {
            json!({ "parent": sor(0), "name": "Ny", "type": unit_type, "validFrom": day, "locationNumberState": "NONE" })
        }
        "updateHealthInstitution" => json!({ "sorCode": sor(1), "name": "Nyt navn", "validFrom": day }),
        "moveHealthInstitution" => {
            json!({ "sorCode": sor(1), "parent": code(if serial == 200 { 100 } else { 200 }).to_string(), "validFrom": day })
        }
        "closeHealthInstitution" => json!({ "sorCode": sor(1), "lastDay": closing }),
        "createInstitutionOwner" => json!({ "name": "Ny ejer", "type": "550891000005100", "validFrom": day }),
        "updateInstitutionOwner" => json!({ "sorCode": sor(0), "name": "Nyt navn", "validFrom": day }),
        "closeInstitutionOwner" => json!({ "sorCode": sor(0), "lastDay": closing }),
        "cancelPlannedChange" => json!({ "sorCode": sor(2), "change": day }),
        "reorganise" => {
            json!({ "validFrom": day, "steps": [{ "move": { "sorCode": sor(3), "parent": sor(2) } }] })
        }
        "createLocationNumber" => json!({ "holder": sor(3), "details": details, "validFrom": day }),
        "updateLocationNumber" => {
            json!({ "gln": number, "details": { "note": "En note" }, "validFrom": day })
        }
        "attachLocationNumber" => json!({ "gln": number, "holder": sor(3), "validFrom": day }),
        "detachLocationNumber" | "deactivateLocationNumber" => json!({ "gln": number, "validFrom": day }),
        "setLocationNumberState" => json!({ "sorCode": sor(3), "state": "NONE", "validFrom": day }),
        "closeLocationNumber" => json!({ "gln": number, "lastDay": closing }),
        "setMessageTypes" => json!({ "gln": number, "mode": "ADD", "validFrom": day,
            "messageTypes": [{ "format": "OIOXML", "type": "XDIS91", "version": "XD9134L", "receives": true }] }),
        "orderLocationNumber" => json!({ "kind": "NEW", "sorCode": sor(3), "systemName": "Journal" }),
        "issueLocationNumberOrder" => json!({ "case": case("order"), "details": details }),
        "requestChange" => json!({ "sorCode": sor(2), "note": "Der er en fejl." }),
        "approveChangeRequest" => json!({ "case": case("change") }),
        "requestAccess" => json!({ "organisation": { "owner": sor(0) }, "role": "RESTRICTED_READER" }),
        "approveAccessRequest" => json!({ "case": case("access") }),
        "askForInformation" => json!({ "case": case("order"), "text": "Hvilket system?" }),
        "replyToCase" => json!({ "case": case("order"), "text": "Et svar." }),
        "refuseCase" => json!({ "case": case("order"), "because": "Nej." }),
        "withdrawCase" => json!({ "case": case("order") }),
        "giveGrant" => {
            json!({ "subject": "ny", "organisation": { "owner": sor(0) }, "role": "RESTRICTED_READER" })
        }
        "endGrant" => json!({ "grant": cases["grant"] }),
        "appointAdministrator" => json!({ "subject": "ny", "organisation": { "owner": sor(0) } }),
        "grantMandate" => json!({ "owner": sor(0), "supplier": "supplier" }),
        "revokeMandate" => json!({ "mandate": "1" }),
        "putSupportDesk" => json!({ "key": "technical", "nameDa": "Teknik" }),
        "removeSupportDesk" | "removeGuide" => json!({ "key": "technical" }),
        "registerWebhook" => {
            json!({ "organisation": { "owner": sor(0) }, "url": "https://example.dk/hook" })
        }
        "updateWebhook" => json!({ "webhook": webhook(serial), "description": "Portal" }),
        "rotateWebhookSecret" | "pauseWebhook" | "resumeWebhook" | "removeWebhook" => {
            json!({ "webhook": webhook(serial) })
        }
        "replayWebhook" => json!({ "webhook": webhook(serial), "after": "0" }),
        "retryWebhookDelivery" => json!({ "webhook": webhook(serial), "delivery": "msg_1_2" }),
        "putGuide" => json!({ "key": "guide", "titleDa": "Vejledning", "url": "https://example.dk/" }),
        _ => return None,
    })
}

/// The trees in which somebody has a webhook; the others name one that is not there.
const WEBHOOKS: [(&str, u32); 3] = [("coordinator", 100), ("region", 300), ("private", 500)];

/// The id of the tree's webhook: they are registered in this order.
fn webhook(serial: u32) -> String {
    let found = WEBHOOKS.iter().position(|(_, tree)| *tree == serial);
    found.map_or_else(|| "999".to_owned(), |position| (position + 1).to_string())
}

async fn run(graph: &Graph, who: Option<&str>, mutation: &str, mut input: Value, dry_run: bool) -> Value {
    input["dryRun"] = dry_run.into();
    let kind = input_type(graph, mutation).await;
    let query = format!(
        "mutation($input: {kind}!) {{ it: {mutation}(input: $input) {{ revision errors {{ code path message }} }} }}"
    );
    let request = Request::new(query).variables(Variables::from_json(json!({ "input": input })));
    let request = match who {
        Some(who) => request.data(caller(who)),
        None => request,
    };
    let answer = graph.execute(request).await;
    serde_json::to_value(&answer).expect("JSON")
}

async fn mutations(graph: &Graph) -> BTreeMap<String, String> {
    let query = "{ __schema { mutationType { fields { name args { type { ofType { name } } } } } } }";
    let answer = graph.execute(Request::new(query)).await;
    let answer = serde_json::to_value(&answer).expect("JSON");
    let fields = answer["data"]["__schema"]["mutationType"]["fields"].as_array().expect("fields").clone();
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    fields
        .iter()
        .map(|field| (text(&field["name"]), text(&field["args"][0]["type"]["ofType"]["name"])))
        .collect()
}

async fn input_type(graph: &Graph, mutation: &str) -> String {
    mutations(graph).await.remove(mutation).expect("a mutation of the schema")
}

/// What came of it, in one word.
fn verdict(answer: &Value) -> String {
    let top = &answer["errors"][0];
    if top.is_object() {
        return top["extensions"]["code"].as_str().unwrap_or_else(|| panic!("{answer:#}")).to_owned();
    }
    match answer["data"]["it"]["errors"][0]["code"].as_str() {
        Some("DENIED") => "-".to_owned(),
        Some(code) => code.to_owned(),
        None => "yes".to_owned(),
    }
}

/// Opens a case of each kind in the tree, for the mutations that go on from there.
async fn open_cases(graph: &Graph, server: &TestServer, serial: u32) -> BTreeMap<&'static str, String> {
    use base64::Engine;
    let id = |number: i64| base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(format!("case:{number}"));
    let mut cases = BTreeMap::new();
    let opener = match serial {
        500 => "private",
        _ => "coordinator",
    };
    for (kind, who, mutation) in [
        ("order", opener, "orderLocationNumber"),
        ("change", "somebody", "requestChange"),
        ("access", "somebody", "requestAccess"),
    ] {
        let given = input(mutation, serial, &cases).expect("known");
        let before = newest_case(server).await;
        run(graph, Some(who), mutation, given, false).await;
        let after = newest_case(server).await;
        let number = if after > before { after } else { 0 };
        cases.insert(kind, id(number));
    }
    let head = server.register.reader().head().await.expect("a head");
    let owner = Party::Owner(code(serial));
    let grants = server.register.reader().grants_for(head, std::slice::from_ref(&owner)).await.expect("read");
    let reader = grants
        .get(&owner)
        .and_then(|grants| grants.iter().find(|grant| grant.role == Role::RestrictedReader));
    cases.insert("grant", reader.map_or_else(|| "999".to_owned(), |grant| grant.id.to_string()));
    cases
}

async fn newest_case(server: &TestServer) -> i64 {
    let reader = server.register.reader();
    let head = reader.head().await.expect("a head");
    let found = reader.cases(head, &(1..200).collect::<Vec<_>>()).await.expect("read");
    found.iter().map(|case| case.id).max().unwrap_or_default()
}

async fn every_mutation_in_every_role_on_every_owner(kind: Kind) {
    let server = Box::pin(register(kind)).await;
    let graph = Graph::new(server.register.clone(), Limits::default());
    let mut table = String::new();
    let mutations = mutations(&graph).await;
    let mut cases = Vec::new();
    for (_, serial) in TREES {
        cases.push(open_cases(&graph, &server, serial).await);
    }
    for (who, serial) in WEBHOOKS {
        let input =
            json!({ "organisation": { "owner": code(serial).to_string() }, "url": "https://example.dk/old" });
        let answer = run(&graph, Some(who), "registerWebhook", input, false).await;
        assert_eq!(verdict(&answer), "yes", "{answer:#}");
    }
    let head = server.register.reader().head().await.expect("a head");
    for mutation in mutations.keys() {
        writeln!(table, "{mutation}").expect("a text");
        let anonymous = input(mutation, 100, &cases[0])
            .unwrap_or_else(|| panic!("the mutation {mutation} is missing from the matrix"));
        let refused = run(&graph, None, mutation, anonymous, true).await;
        assert_eq!(verdict(&refused), "UNAUTHENTICATED", "{mutation}: {refused:#}");
        let mut lines: BTreeMap<Vec<String>, BTreeSet<&str>> = BTreeMap::new();
        for who in ROLES.iter().map(|(name, _)| *name).chain(["nobody"]) {
            let mut line = Vec::new();
            for ((name, serial), cases) in TREES.iter().zip(&cases) {
                let given = input(mutation, *serial, cases).expect("known");
                let answer = run(&graph, Some(who), mutation, given, true).await;
                line.push(format!("{name}: {}", verdict(&answer)));
            }
            lines.entry(line).or_default().insert(who);
        }
        for (line, who) in lines {
            let who: Vec<_> = who.into_iter().collect();
            writeln!(table, "  {}\n    {}", line.join(", "), who.join(" ")).expect("a text");
        }
    }
    assert_eq!(server.register.reader().head().await.expect("a head"), head, "trials change nothing");
    insta::assert_snapshot!("matrix", table);
}

/// Records that were moved or closed: what they are called in the table, the tree whose input they stand in, and the
/// serial of the record that stands in for the one named there. Each has a number of the same serial.
const STATES: [(&str, u32, u32); 4] =
    [("closed", 100, 110), ("closed elsewhere", 200, 210), ("moved in", 100, 211), ("moved out", 200, 111)];

/// The same input, about another record; `None` where it names none that could be another.
fn about(given: &Value, serial: u32, stand_in: u32) -> Option<Value> {
    let text = given.to_string();
    let named = [3, 2].map(|offset| sor(serial + offset)).into_iter().find(|code| text.contains(code));
    let mut other = named.map_or(text.clone(), |named| text.replace(&named, &sor(stand_in)));
    other = other.replace(&gln(u64::from(serial)).to_string(), &gln(u64::from(stand_in)).to_string());
    (other != text).then(|| serde_json::from_str(&other).expect("JSON"))
}

/// Closes a unit in two of the trees, and moves one from each to the other.
async fn close_and_move(graph: &Graph) {
    for (mutation, given) in [
        ("closeOrganisationalUnit", json!({ "sorCode": sor(110), "lastDay": "2026-11-22" })),
        ("closeOrganisationalUnit", json!({ "sorCode": sor(210), "lastDay": "2026-11-22" })),
        (
            "moveOrganisationalUnit",
            json!({ "sorCode": sor(211), "parent": sor(101), "validFrom": "2026-11-23" }),
        ),
        (
            "moveOrganisationalUnit",
            json!({ "sorCode": sor(111), "parent": sor(201), "validFrom": "2026-11-23" }),
        ),
    ] {
        let answer = run(graph, Some("national"), mutation, given, false).await;
        assert_eq!(verdict(&answer), "yes", "{answer:#}");
    }
}

async fn every_mutation_in_every_role_on_closed_and_moved_records(kind: Kind) {
    let server = Box::pin(register(kind)).await;
    let graph = Graph::new(server.register.clone(), Limits::default());
    close_and_move(&graph).await;
    let head = server.register.reader().head().await.expect("a head");
    let mut table = String::new();
    for mutation in mutations(&graph).await.keys() {
        let named = STATES.map(|(name, serial, stand_in)| {
            let given = input(mutation, serial, &BTreeMap::from([("grant", "999".to_owned())]));
            Some((name, about(&given.expect("known"), serial, stand_in)?))
        });
        let named: Vec<_> = named.into_iter().flatten().collect();
        if named.is_empty() {
            continue;
        }
        writeln!(table, "{mutation}").expect("a text");
        let mut lines: BTreeMap<Vec<String>, BTreeSet<&str>> = BTreeMap::new();
        for (who, _) in ROLES {
            let mut line = Vec::new();
            for (name, given) in &named {
                let answer = run(&graph, Some(who), mutation, given.clone(), true).await;
                line.push(format!("{name}: {}", verdict(&answer)));
            }
            lines.entry(line).or_default().insert(who);
        }
        for (line, who) in lines {
            let who: Vec<_> = who.into_iter().collect();
            writeln!(table, "  {}\n    {}", line.join(", "), who.join(" ")).expect("a text");
        }
    }
    assert_eq!(server.register.reader().head().await.expect("a head"), head, "trials change nothing");
    insta::assert_snapshot!("matrix_of_states", table);
}

async fn a_refused_mutation_leaves_nothing(kind: Kind) {
    let server = Box::pin(register(kind)).await;
    let graph = Graph::new(server.register.clone(), Limits::default());
    let head = server.register.reader().head().await.expect("a head");
    let denied = |answer: &Value| assert_eq!(verdict(answer), "-", "{answer:#}");
    // Of another municipality, and through ids nested in what is one's own.
    let foreign = input("updateOrganisationalUnit", 200, &BTreeMap::new()).expect("known");
    let answer = run(&graph, Some("coordinator"), "updateOrganisationalUnit", foreign, false).await;
    denied(&answer);
    let message = answer["data"]["it"]["errors"][0]["message"].as_str().expect("a message");
    for part in ["Enhed", "Ejer 200", "COORDINATOR of Ejer 200", "NATIONAL_EDITOR"] {
        assert!(message.contains(part), "{message} lacks {part}");
    }
    let nested = [
        (
            "moveOrganisationalUnit",
            json!({ "sorCode": sor(103), "parent": sor(202), "validFrom": "2026-12-24" }),
        ),
        (
            "moveOrganisationalUnit",
            json!({ "sorCode": sor(203), "parent": sor(102), "validFrom": "2026-12-24" }),
        ),
        (
            "closeOrganisationalUnit",
            json!({ "sorCode": sor(103), "lastDay": "2026-11-30", "replacedBy": [sor(202)] }),
        ),
        (
            "replaceOrganisationalUnit",
            json!({ "sorCodes": [sor(103), sor(203)], "replacedBy": [sor(102)], "lastDay": "2026-11-30" }),
        ),
        (
            "reorganise",
            json!({ "validFrom": "2026-12-24", "steps": [
            { "move": { "sorCode": sor(103), "parent": sor(102) } }, { "close": { "sorCode": sor(203) } }] }),
        ),
    ];
    for (mutation, given) in nested {
        denied(&run(&graph, Some("coordinator"), mutation, given, false).await);
    }
    // Several at once: the one that is allowed is carried out, the others are not.
    let query = r#"mutation {
      mine: updateOrganisationalUnit(input: { sorCode: "MINE", name: "Mit", validFrom: "2026-12-24" }) { errors { code } }
      theirs: updateOrganisationalUnit(input: { sorCode: "THEIRS", name: "Dit", validFrom: "2026-12-24" }) { errors { code } }
      closed: updateOrganisationalUnit(input: { sorCode: "CLOSED", name: "Nyt", validFrom: "2026-12-24" }) { errors { code } }
    }"#;
    assert_eq!(server.register.reader().head().await.expect("a head"), head, "nothing was changed so far");
    let query = query.replace("MINE", &sor(102)).replace("THEIRS", &sor(202)).replace("CLOSED", &sor(104));
    let answer = graph.execute(Request::new(query).data(caller("coordinator"))).await;
    let answer = serde_json::to_value(&answer).expect("JSON");
    assert_eq!(answer["data"]["mine"]["errors"], json!([]), "{answer:#}");
    assert_eq!(answer["data"]["theirs"]["errors"][0]["code"], "DENIED");
    assert_eq!(answer["data"]["closed"]["errors"][0]["code"], "CLOSED");
    let after = server.register.reader().head().await.expect("a head");
    assert_eq!(after.0, head.0 + 1);
}

fn sor(serial: u32) -> String {
    let code: SorCode = code(serial);
    code.to_string()
}
