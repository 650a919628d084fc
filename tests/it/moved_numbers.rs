//! The numbers of an owner are the same in memory as in the database, on every day, whatever moves.

use serde_json::{Value, json};
use sorgraph::import::Options;
use sorgraph::model::{Party, Role};
use sorgraph::register::Register;
use sorgraph::schema::{Graph, Limits};

use crate::support::database::{Kind, TestDatabase, import_texts};
use crate::support::desk::{ask, done};
use crate::support::extract::{Entity, Number, code, entity, file, gln, municipality};
use crate::support::on_both;
use crate::support::people::give_roles;

on_both!(numbers_are_where_their_holders_are);

const DAYS: [&str; 5] = ["2026-11-22", "2027-01-15", "2027-02-15", "2027-03-15", "2027-04-15"];
const OWNERS: [u32; 2] = [1, 10];

fn holds(number: u64, entity: Entity) -> Entity {
    Entity { number: Number::Own(number), ..entity }
}

/// The numbers of both owners on every day, page by page in both directions, with how many there are.
async fn lists(graph: &Graph) -> Vec<Value> {
    let mut found = Vec::new();
    let page = "totalCount nodes { gln } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }";
    for owner in OWNERS {
        for day in DAYS {
            for (list, cursor, from) in
                [("first: 2", "endCursor", "after"), ("last: 2", "startCursor", "before")]
            {
                let mut start = String::new();
                for _ in 0..3 {
                    let query = format!(
                        r#"{{ institutionOwner(by: {{ sorCode: "{}" }}, at: "{day}") {{
                            it: locationNumbers({list}{start}) {{ {page} }} }} }}"#,
                        code(owner)
                    );
                    let it = ask(graph, &query).await["institutionOwner"]["it"].take();
                    if let Some(cursor) = it["pageInfo"][cursor].as_str() {
                        start = format!(r#", {from}: "{cursor}""#);
                    }
                    found.push(it);
                }
            }
        }
    }
    found
}

/// How many numbers each owner has on each day.
fn counts(lists: &[Value]) -> Vec<u64> {
    lists.iter().step_by(6).map(|list| list["totalCount"].as_u64().expect("a count")).collect()
}

async fn numbers_are_where_their_holders_are(kind: Kind) {
    let database = TestDatabase::new(kind).await;
    let register = database.register().await;
    let ward = holds(3, entity(3, "Afdeling", vec![holds(2, entity(4, "Afsnit", vec![]))]));
    let one = entity(2, "Plejecenter", vec![ward, entity(5, "Afdeling uden", vec![])]);
    let other = holds(9, entity(11, "Hjemmepleje", vec![entity(12, "Gruppe", vec![])]));
    let owners = [
        municipality(OWNERS[0], "Kommune A", vec![holds(7, one)]),
        municipality(OWNERS[1], "Kommune B", vec![other]),
    ];
    import_texts(&register, &[("sor.xml", &file("2026-11-20", &owners))], &Options::default())
        .await
        .expect("imported");
    let plain = Register::new(register.database().clone(), register.clock());
    register.keep_image().await.expect("an image");
    let roles = OWNERS.map(|owner| ("editor", Role::Editor, Party::Owner(code(owner))));
    let authority = ("editor", Role::NationalEditor, Party::Authority);
    give_roles(&register, &[roles[0].clone(), roles[1].clone(), authority]).await;
    let [memory, stored] = [register.clone(), plain].map(|register| Graph::new(register, Limits::default()));

    let moved = |field: &str, serial, parent, day| {
        format!(
            r#"{field}(input: {{ sorCode: "{}", parent: "{}", validFrom: "{day}" }})"#,
            code(serial),
            code(parent)
        )
    };
    let attached = |number, holder, day| {
        format!(
            r#"attachLocationNumber(input: {{ gln: "{}", holder: "{}", validFrom: "{day}" }})"#,
            gln(number),
            code(holder)
        )
    };
    // What is done, and how many numbers each owner then has on each of the days.
    let steps = [
        (moved("moveOrganisationalUnit", 4, 5, "2027-01-01"), [3, 3, 3, 3, 3], [1, 1, 1, 1, 1]),
        // Below each other on different days.
        (moved("moveOrganisationalUnit", 3, 4, "2027-02-01"), [3, 3, 3, 3, 3], [1, 1, 1, 1, 1]),
        (moved("moveHealthInstitution", 2, 10, "2027-03-01"), [3, 3, 3, 0, 0], [1, 1, 1, 4, 4]),
        (attached(9, 5, "2027-04-01"), [3, 3, 3, 0, 0], [1, 1, 1, 4, 4]),
        (
            format!(r#"cancelPlannedChange(input: {{ sorCode: "{}", change: "2027-03-01" }})"#, code(2)),
            [3, 3, 3, 3, 4],
            [1, 1, 1, 1, 0],
        ),
        (
            format!(r#"detachLocationNumber(input: {{ gln: "{}", validFrom: "2027-02-10" }})"#, gln(3)),
            [3, 3, 2, 2, 3],
            [1, 1, 1, 1, 0],
        ),
    ];
    for (mutation, first, second) in steps {
        done(&memory, &mutation).await;
        let found = lists(&memory).await;
        assert_eq!(found, lists(&stored).await, "{mutation}");
        assert_eq!(counts(&found), [first, second].concat(), "{mutation}");
        let anew = Register::new(register.database().clone(), register.clock());
        anew.keep_image().await.expect("an image");
        assert_eq!(found, lists(&Graph::new(anew, Limits::default())).await, "read anew after {mutation}");
    }
    let today = ask(&memory, &format!(r#"{{ institutionOwner(by: {{ sorCode: "{}" }}) {{ locationNumbers(first: 1) {{ totalCount }} }} }}"#, code(1))).await;
    assert_eq!(today["institutionOwner"]["locationNumbers"], json!({ "totalCount": 3 }));
}
