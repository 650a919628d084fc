use std::collections::BTreeMap;

use super::*;
use crate::model::{
    Case, CaseKind, CaseMessage, CaseState, Direction, Gln, Grant, Guide, LetterState, LocationNumber,
    Mandate, MessageTypeKey, NumberMessageType, OutboxLetter, Party, Role, SupportDesk,
};
use crate::storage::{CaseFilter, CaseVisibility, Numbered, PageDirection, PageRequest};

on_both!(
    rights_come_back_as_they_were_given,
    cases_are_listed_for_those_they_concern,
    a_case_keeps_its_former_states,
    help_pages_are_replaced_by_key,
    letters_are_sent_after_the_commit,
    an_answered_request_is_remembered,
    numbers_are_found_by_range_and_holder,
);

fn grant(id: i64, subject: &str, organisation: Party, role: Role) -> Grant {
    Grant {
        id,
        subject: subject.to_owned(),
        name: Some("Navn".to_owned()),
        email: None,
        organisation,
        role,
        scope: (id == 2).then(|| code(9)),
        valid_from: day("2026-01-01"),
        valid_to: (id == 2).then(|| day("2026-12-31")),
        granted_by: "boss".to_owned(),
    }
}

async fn rights_come_back_as_they_were_given(database: Database) {
    let mut writer = database.writer().await.expect("a turn");
    assert_eq!(writer.next_id(Numbered::AccessGrant).await.expect("a number"), 1);
    let city = Party::Owner(code(1));
    let given = vec![
        grant(1, "anna", city.clone(), Role::Coordinator),
        grant(2, "anna", Party::Authority, Role::NationalEditor),
        grant(3, "bo", city.clone(), Role::Editor),
    ];
    writer.insert_grants(given.clone()).await.expect("written");
    let gln = Some(Gln::from_body(579_000_900_001));
    let mandate = |id, gln| Mandate {
        id,
        owner: code(1),
        supplier: "162".to_owned(),
        gln,
        valid_from: day("2026-01-01"),
        valid_to: None,
        granted_by: "anna".to_owned(),
    };
    writer.insert_mandates(vec![mandate(1, gln), mandate(2, None)]).await.expect("written");
    let first = commit(writer).await;

    let mut writer = database.writer().await.expect("a turn");
    assert_eq!(writer.next_id(Numbered::AccessGrant).await.expect("a number"), 4);
    writer.close_grants(&[3]).await.expect("ended");
    writer.close_mandates(&[1]).await.expect("ended");
    assert_eq!(writer.next_id(Numbered::Mandate).await.expect("a number"), 3);
    let second = commit(writer).await;

    let reads = database.reads();
    assert_eq!(reads.grants_of(first, "anna").await.expect("grants"), given[..2]);
    assert_eq!(reads.grants(second, &[2, 3]).await.expect("grants"), given[1..2]);
    let parties = [city.clone(), Party::Authority, Party::MedCom];
    let by_party = reads.grants_for(first, &parties).await.expect("grants");
    assert_eq!((by_party.len(), by_party[&city].len()), (2, 2));
    assert_eq!(reads.grants_for(second, &parties).await.expect("grants")[&city], given[..1]);
    assert_eq!(reads.grants_in_role(first, Role::Editor, &parties).await.expect("grants"), given[2..]);
    assert_eq!(
        reads.mandates_for(first, &[code(1)]).await.expect("mandates"),
        [mandate(1, gln), mandate(2, None)]
    );
    assert_eq!(reads.mandates_of(second, "162").await.expect("mandates"), [mandate(2, None)]);
    assert_eq!(reads.mandates(second, &[1]).await.expect("mandates"), []);
    sound(&database).await;
}

fn case(id: i64, due: Option<&str>, organisation: Option<Party>, decides: Party) -> Case {
    Case {
        id,
        kind: if id % 2 == 0 { CaseKind::Order } else { CaseKind::Access },
        state: CaseState::Received,
        subject: format!("person{id}"),
        name: None,
        email: Some("a@example.org".to_owned()),
        organisation,
        decides,
        sor_code: Some(code(7)),
        gln: None,
        opened_at: instant("2026-11-22T11:00:00.123Z"),
        due: due.map(day),
        content: "{}".to_owned(),
        answer: None,
    }
}

async fn cases_are_listed_for_those_they_concern(database: Database) {
    let city = Party::Owner(code(1));
    let cases = vec![
        case(1, None, None, Party::Authority),
        case(2, Some("2026-12-02"), Some(city.clone()), Party::Authority),
        case(3, Some("2026-12-01"), None, city.clone()),
        case(4, Some("2026-12-02"), None, Party::Supplier("162".to_owned())),
    ];
    let mut writer = database.writer().await.expect("a turn");
    writer.insert_cases(cases.clone()).await.expect("written");
    let message = |number| CaseMessage {
        case: 2,
        number,
        subject: "anna".to_owned(),
        name: None,
        organisation: Some(city.clone()),
        written_at: instant("2026-11-22T11:00:00Z"),
        text: format!("nr. {number}"),
    };
    writer.insert_case_messages(vec![message(2), message(1)]).await.expect("written");
    let revision = commit(writer).await;

    let reads = database.reads();
    assert_eq!(reads.cases(revision, &[1, 4]).await.expect("cases"), [cases[0].clone(), cases[3].clone()]);
    let threads = reads.case_messages(revision, &[1, 2]).await.expect("threads");
    assert_eq!(threads, std::iter::once((2, vec![message(1), message(2)])).collect());

    let all = CaseVisibility { all: true, ..CaseVisibility::default() };
    let mine = CaseVisibility { all: false, subject: "person1".to_owned(), parties: vec![city.clone()] };
    let list = async |filter: &CaseFilter, visible: &CaseVisibility, page: &PageRequest| {
        let page = reads.case_page(revision, filter, visible, page).await.expect("a page");
        (page.items.iter().map(|(_, case)| case.id).collect::<Vec<_>>(), page)
    };
    let whole = PageRequest { size: 10, direction: PageDirection::Forward, start: None };
    let any = CaseFilter::default();
    assert_eq!(list(&any, &all, &whole).await.0, [3, 2, 4, 1]);
    assert_eq!(list(&any, &mine, &whole).await.0, [3, 2, 1]);
    assert_eq!(reads.case_count(revision, &any, &mine).await.expect("a count"), 3);
    let nobody = CaseVisibility::default();
    assert_eq!(reads.case_count(revision, &any, &nobody).await.expect("a count"), 0);

    let (ids, first) = list(&any, &all, &PageRequest { size: 2, ..whole.clone() }).await;
    assert_eq!((ids, first.more), (vec![3, 2], true));
    let start = Some(first.items[1].0.clone());
    assert_eq!(list(&any, &all, &PageRequest { start: start.clone(), ..whole.clone() }).await.0, [4, 1]);
    let back = PageRequest { direction: PageDirection::Backward, start, size: 5 };
    assert_eq!(list(&any, &all, &back).await.0, [3]);

    let narrow = CaseFilter {
        kind: Some(CaseKind::Order),
        states: Some(vec![CaseState::Received]),
        opened_by_subject: Some("person2".to_owned()),
        organisation: Some(city.clone()),
        decides: Some(Party::Authority),
        sor_code: Some(code(7)),
        gln: None,
    };
    assert_eq!(list(&narrow, &all, &whole).await.0, [2]);
    let none = CaseFilter { states: Some(Vec::new()), ..CaseFilter::default() };
    assert_eq!(list(&none, &all, &whole).await.0, [0_i64; 0]);
    sound(&database).await;
}

async fn a_case_keeps_its_former_states(database: Database) {
    let mut writer = database.writer().await.expect("a turn");
    let mut order = case(2, None, None, Party::Authority);
    order.opened_at = instant("2026-11-22T11:00:00.123456789Z");
    writer.insert_cases(vec![order.clone()]).await.expect("written");
    let first = commit(writer).await;
    order.opened_at = instant("2026-11-22T11:00:00.123Z");
    let reads = database.reads();
    assert_eq!(reads.cases(first, &[2]).await.expect("cases"), [order.clone()]);
    let open = async |revision, gln, code| {
        reads.open_order_for(revision, gln, code).await.expect("an answer").map(|case| case.id)
    };
    assert_eq!(open(first, None, Some(code(7))).await, Some(2));
    assert_eq!(open(first, Some(Gln::from_body(579_000_900_001)), None).await, None);
    assert_eq!(open(first, None, None).await, None);

    let mut writer = database.writer().await.expect("a turn");
    order.state = CaseState::Issued;
    order.answer = Some("Udført".to_owned());
    writer.close_cases(&[2]).await.expect("ended");
    writer.insert_cases(vec![order.clone()]).await.expect("written");
    let second = commit(writer).await;
    assert_eq!(reads.cases(second, &[2]).await.expect("cases"), [order]);
    assert_eq!(reads.cases(first, &[2]).await.expect("cases")[0].state, CaseState::Received);
    assert_eq!(open(second, None, Some(code(7))).await, None);
    sound(&database).await;
}

async fn help_pages_are_replaced_by_key(database: Database) {
    let desk = |key: &str, name: &str| SupportDesk {
        key: key.to_owned(),
        name_da: name.to_owned(),
        name_en: None,
        email: None,
        telephone: Some("33661000".to_owned()),
        opening_hours: None,
    };
    let guide = |key: &str, position| Guide {
        key: key.to_owned(),
        position,
        title_da: key.to_owned(),
        title_en: None,
        url: "https://example.org".to_owned(),
    };
    let mut writer = database.writer().await.expect("a turn");
    writer.insert_support_desks(vec![desk("b", "B"), desk("a", "A")]).await.expect("written");
    writer.insert_guides(vec![guide("a", 2), guide("b", 1)]).await.expect("written");
    let first = commit(writer).await;
    let mut writer = database.writer().await.expect("a turn");
    writer.close_support_desks(vec!["a".to_owned()]).await.expect("ended");
    writer.insert_support_desks(vec![desk("a", "Ny")]).await.expect("written");
    writer.close_guides(vec!["b".to_owned()]).await.expect("ended");
    let second = commit(writer).await;
    let reads = database.reads();
    assert_eq!(reads.support_desks(first).await.expect("desks"), [desk("a", "A"), desk("b", "B")]);
    assert_eq!(reads.support_desks(second).await.expect("desks"), [desk("a", "Ny"), desk("b", "B")]);
    assert_eq!(reads.guides(first).await.expect("guides"), [guide("b", 1), guide("a", 2)]);
    assert_eq!(reads.guides(second).await.expect("guides"), [guide("a", 2)]);
    sound(&database).await;
}

async fn letters_are_sent_after_the_commit(database: Database) {
    let noon = instant("2026-11-22T11:00:00Z");
    let letter = |recipient: &str, due_at| OutboxLetter {
        id: 0,
        revision: Revision(0),
        recipient: recipient.to_owned(),
        template: "order".to_owned(),
        parameters: BTreeMap::from([("name".to_owned(), "Ærø \"x\"".to_owned())]),
        state: LetterState::Waiting,
        attempts: 0,
        due_at,
        last_error: None,
    };
    let mut writer = database.writer().await.expect("a turn");
    let later = noon + chrono::Duration::milliseconds(5);
    let letters = vec![letter("b@example.org", later), letter("a@example.org", noon)];
    writer.insert_letters(letters).await.expect("written");
    writer
        .insert_letters(vec![letter("c@example.org", instant("2026-11-23T11:00:00Z"))])
        .await
        .expect("written");
    let claim = async |now| database.claim_letters(now, now, 9).await.expect("letters");
    assert_eq!(database.reads().letters(None, 9).await.expect("letters"), [], "not before the commit");
    let revision = commit(writer).await;

    // Taken until the very same instant, they are there to be taken again.
    let due = claim;
    let ids = |letters: &[OutboxLetter]| letters.iter().map(|letter| letter.id).collect::<Vec<_>>();
    let first = due(noon).await;
    assert_eq!(first, [OutboxLetter { id: 2, revision, ..letter("a@example.org", noon) }]);
    assert_eq!(ids(&due(later).await), [1, 2]);
    let until = later + chrono::Duration::minutes(1);
    let (one, two) =
        tokio::join!(database.claim_letters(later, until, 1), database.claim_letters(later, until, 1));
    let mut shared: Vec<_> = [one, two].into_iter().flat_map(|taken| ids(&taken.expect("letters"))).collect();
    shared.sort_unstable();
    assert_eq!(shared, [1, 2], "two senders share the letters");
    assert_eq!(ids(&due(later).await), [0_i64; 0], "what one has taken is not for another");
    assert_eq!(ids(&due(until).await), [1, 2], "unless it never came back");
    database.letter_sent(2, noon).await.expect("noted");
    database.letter_failed(1, 1, Some(noon), "the server is away").await.expect("noted");
    let again = due(noon).await;
    assert_eq!((ids(&again), again[0].attempts), (vec![1], 1));
    assert_eq!(again[0].last_error.as_deref(), Some("the server is away"));
    database.letter_failed(1, 2, None, "no such person").await.expect("noted");
    assert_eq!(ids(&due(later).await), [0_i64; 0]);
    let dead = database.reads().letters(Some(LetterState::Dead), 9).await.expect("letters");
    assert_eq!((ids(&dead), dead[0].attempts), (vec![1], 2));
    assert!(database.retry_letter(1).await.expect("noted"));
    assert!(!database.retry_letter(2).await.expect("noted"), "it was sent");
    assert_eq!(ids(&due(later).await), [1]);
    assert_eq!(ids(&database.reads().letters(None, 9).await.expect("letters")), [3, 2, 1]);
    sound(&database).await;
}

async fn an_answered_request_is_remembered(database: Database) {
    let mut writer = database.writer().await.expect("a turn");
    assert_eq!(writer.remembered("anna", "k1").await.expect("an answer"), None);
    let fingerprint = uuid::Uuid::from_u128(7);
    let at = instant("2026-11-22T11:00:00Z");
    writer.remember("anna", "k1", fingerprint, "{\"a\":1}".to_owned(), at).await.expect("written");
    let revision = commit(writer).await;
    let writer = database.writer().await.expect("a turn");
    let found = writer.remembered("anna", "k1").await.expect("an answer").expect("remembered");
    assert_eq!(
        (found.fingerprint, found.revision, found.outcome.as_str()),
        (fingerprint, revision, "{\"a\":1}")
    );
    assert_eq!(writer.remembered("bo", "k1").await.expect("an answer"), None);
}

async fn numbers_are_found_by_range_and_holder(database: Database) {
    let gln = |number: u64| Gln::from_body(579_000_900_000 + number);
    let number = |gln, holder: Option<u32>| Version {
        content: LocationNumber {
            gln,
            holder: holder.map(code),
            only_internal: false,
            not_active: false,
            system_supplier: None,
            system_type: None,
            network_operator: None,
            region: None,
            edi_administrator: None,
            note: None,
            from_date: day("2020-01-01"),
            updated_at: None,
        },
        life: Lifetime { first_from: day("2020-01-01"), to: None },
        stands_from: OPENING_DAY,
        stands_to: crate::model::LAST_DAY,
        written: Revision(0),
    };
    let mut earlier = number(gln(1), Some(1));
    earlier.stands_to = day("2026-12-31");
    let mut later = number(gln(1), None);
    later.stands_from = day("2027-01-01");
    let types = |valid_from: &str| NumberMessageType {
        gln: gln(1),
        message_type: MessageTypeKey::from_stored("EDIFACT/DIS91/D9134L").expect("a type"),
        direction: Direction::Receive,
        valid_from: day(valid_from),
        valid_to: None,
        updated_by: None,
    };
    let mut writer = database.writer().await.expect("a turn");
    assert_eq!(writer.reads().largest_sor_code().await.expect("none"), None);
    writer.insert_location_numbers(vec![earlier, later, number(gln(2), Some(2))]).await.expect("written");
    writer
        .insert_number_message_types(vec![types("2028-01-01"), types("2020-01-01")])
        .await
        .expect("written");
    let revision = commit(writer).await;
    let reads = database.reads();
    let held = reads.numbers_held_ever(&[code(1)]).await.expect("numbers");
    assert_eq!(held.iter().map(|row| row.content.holder).collect::<Vec<_>>(), [Some(code(1)), None]);
    let (low, high) = (gln(0).number(), gln(1).number());
    assert_eq!(reads.glns_between(low, high).await.expect("numbers"), [gln(1).number()]);
    assert_eq!(reads.largest_gln_between(low, gln(9).number()).await.expect("one"), Some(gln(2).number()));
    assert_eq!(reads.largest_gln_between(1, 2).await.expect("none"), None);
    let found = reads.standing_message_types(revision, &[gln(1), gln(2)]).await.expect("types");
    assert_eq!(found, std::iter::once((gln(1), vec![types("2020-01-01"), types("2028-01-01")])).collect());
}
