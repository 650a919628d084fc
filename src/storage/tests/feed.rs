use super::*;
use crate::model::{Gln, MessageTypeKey, NumberMessageType, Region, RegionCode};
use crate::storage::{ChangedKind, ChangedRecord};

on_both!(histories_tell_what_was_said_and_until_when, the_feed_pages_through_every_change);

async fn histories_tell_what_was_said_and_until_when(database: Database) {
    let gln = Gln::from_body(579_000_900_001);
    let mut writer = database.writer().await.expect("a turn");
    writer.insert_units(vec![unit(1, "Før", None)]).await.expect("written");
    let mut types = NumberMessageType {
        gln,
        message_type: MessageTypeKey::from_stored("EDIFACT/DIS91/D9134L").expect("a type"),
        direction: crate::model::Direction::Send,
        valid_from: day("2020-01-01"),
        valid_to: None,
        updated_by: None,
    };
    writer.insert_number_message_types(vec![types.clone()]).await.expect("written");
    let first = commit(writer).await;
    let mut writer = database.writer().await.expect("a turn");
    writer.close_units(&[(code(1).number(), OPENING_DAY)]).await.expect("ended");
    writer.insert_units(vec![unit(1, "Efter", None)]).await.expect("written");
    writer.close_number_message_types(std::slice::from_ref(&types)).await.expect("ended");
    types.valid_to = Some(day("2026-12-31"));
    writer.insert_number_message_types(vec![types]).await.expect("written");
    let second = commit(writer).await;

    let reads = database.reads();
    let units = reads.unit_histories(&[code(1), code(2)]).await.expect("a history");
    assert_eq!(units.len(), 1);
    let told: Vec<_> = units[&code(1)]
        .iter()
        .map(|row| (row.version.content.name.as_str(), row.version.written, row.replaced))
        .collect();
    assert_eq!(told, [("Før", first, Some(second)), ("Efter", second, None)]);
    let types = reads.message_type_histories(&[gln]).await.expect("a history");
    let told: Vec<_> = types[&gln].iter().map(|row| (row.version.valid_to(), row.replaced)).collect();
    assert_eq!(told, [(None, Some(second)), (Some(day("2026-12-31")), None)]);
    assert!(reads.number_histories(&[gln]).await.expect("none").is_empty());
}

async fn the_feed_pages_through_every_change(database: Database) {
    let (number, other) = (Gln::from_body(579_000_900_001), Gln::from_body(579_000_900_002));
    let types = |gln, kind: &str| NumberMessageType {
        gln,
        message_type: MessageTypeKey::from_stored(kind).expect("a type"),
        direction: crate::model::Direction::Send,
        valid_from: day("2020-01-01"),
        valid_to: None,
        updated_by: None,
    };
    let region = Region {
        code: RegionCode::parse("1084").expect("a region"),
        iso_code: None,
        name_da: "Region Hovedstaden".to_owned(),
        name_en: None,
        successor: None,
        valid_from: day("2007-01-01"),
        valid_to: None,
    };
    let life = Lifetime { first_from: day("2007-01-01"), to: None };
    let region = Version {
        content: region,
        life,
        stands_from: OPENING_DAY,
        stands_to: crate::model::LAST_DAY,
        written: Revision(0),
    };
    let mut writer = database.writer().await.expect("a turn");
    writer.insert_units(vec![unit(2, "To", Some(1)), unit(1, "Et", None)]).await.expect("written");
    let several = vec![types(number, "FHIR/A/1"), types(number, "FHIR/B/1"), types(other, "FHIR/A/1")];
    writer.insert_number_message_types(several).await.expect("written");
    writer.insert_replacements(&[(code(8), code(9)), (code(8), code(10))]).await.expect("written");
    writer.insert_regions(vec![region]).await.expect("written");
    let first = commit(writer).await;
    let mut writer = database.writer().await.expect("a turn");
    writer.close_number_message_types(&[types(other, "FHIR/A/1")]).await.expect("ended");
    writer.close_units(&[(code(1).number(), OPENING_DAY)]).await.expect("ended");
    writer.insert_units(vec![unit(1, "Nyt", None)]).await.expect("written");
    let second = commit(writer).await;

    let record = |revision, kind, key: String| ChangedRecord { revision, kind, key, took_effect: false };
    let owner = ChangedKind::Unit(UnitKind::InstitutionOwner);
    let whole = [
        record(first, owner, code(1).to_string()),
        record(first, ChangedKind::Unit(UnitKind::OrganisationalUnit), code(2).to_string()),
        record(first, ChangedKind::MessageTypes, number.to_string()),
        record(first, ChangedKind::MessageTypes, other.to_string()),
        record(first, ChangedKind::Replacement, format!("{}/{}", code(8), code(9))),
        record(first, ChangedKind::Replacement, format!("{}/{}", code(8), code(10))),
        record(first, ChangedKind::Region, "1084".to_owned()),
        record(second, owner, code(1).to_string()),
        record(second, ChangedKind::MessageTypes, other.to_string()),
    ];
    let mut sorted = whole.clone();
    sorted[4..6].sort_unstable_by(|a, b| a.key.cmp(&b.key));
    let reads = database.reads();
    let none = Revision(0);
    assert_eq!(reads.changed_records(none, None, second, 100).await.expect("a page"), sorted);
    assert_eq!(reads.changed_records(first, None, second, 100).await.expect("a page"), sorted[7..]);
    assert_eq!(reads.changed_records(none, None, first, 100).await.expect("a page"), sorted[..7]);
    for size in 1..4 {
        let mut paged: Vec<ChangedRecord> = Vec::new();
        loop {
            let page = reads.changed_records(none, paged.last(), second, size).await.expect("a page");
            if page.is_empty() {
                break;
            }
            paged.extend(page);
        }
        assert_eq!(paged, sorted, "pages of {size}");
    }
}
