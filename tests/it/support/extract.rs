//! Small extracts in SOR XML 2.0.0, written by hand.

use std::fmt::Write;

use sorgraph::model::{Gln, SorCode};

/// The `serial`-th SOR code of a test.
pub fn code(serial: u32) -> SorCode {
    SorCode::from_serial(serial)
}

/// The `number`-th location number of a test.
pub fn gln(number: u64) -> Gln {
    Gln::from_body(579_000_900_000 + number)
}

/// A record and what hangs under it.
#[derive(Clone)]
pub struct Entity {
    pub serial: u32,
    pub name: String,
    pub type_code: String,
    pub number: Number,
    pub postal: Option<Place>,
    pub visiting: Option<Place>,
    pub telephone: Option<String>,
    pub from: String,
    pub first_from: String,
    pub to: Option<String>,
    pub extra: String,
    pub children: Vec<Entity>,
}

/// Street and municipality of an address.
#[derive(Clone)]
pub struct Place(pub &'static str, pub &'static str, pub &'static str);

/// The location number of a record.
#[derive(Clone)]
pub enum Number {
    Own(u64),
    Inherited,
    None,
}

/// A record with what it must have.
pub fn entity(serial: u32, name: &str, children: Vec<Entity>) -> Entity {
    Entity {
        serial,
        name: name.to_owned(),
        type_code: "42665001".to_owned(),
        number: Number::None,
        postal: None,
        visiting: None,
        telephone: None,
        from: "2020-01-01".to_owned(),
        first_from: "2020-01-01".to_owned(),
        to: None,
        extra: String::new(),
        children,
    }
}

/// An owner of type municipality, seated in København.
pub fn municipality(serial: u32, name: &str, children: Vec<Entity>) -> Entity {
    Entity {
        type_code: "547211000005108".to_owned(),
        postal: Some(Place("Rådhuspladsen", "0101", "1084")),
        telephone: Some("33661000".to_owned()),
        ..entity(serial, name, children)
    }
}

/// The file that holds these owners, standing for `snapshot`.
pub fn file(snapshot: &str, owners: &[Entity]) -> String {
    let mut text = format!(
        r#"<?xml version="1.0" encoding="utf-8"?>
<SorTree xmlns="urn:oio:nsi:2.0.0" xmlns:sor1="urn:oio:sundhedsstyrelsen:organisation:1.0.0"
 xmlns:xkom="http://rep.oio.dk/xkom.dk/xml/schemas/2006/01/06/" xmlns:dkcc="http://rep.oio.dk/ebxml/xml/schemas/dkcc/2003/02/13/"
 xmlns:cpr="http://rep.oio.dk/cpr.dk/xml/schemas/core/2005/03/18/" xmlns:kms="http://rep.oio.dk/kms.dk/xml/schemas/2007/05/23/">
<sor1:CreatedAtTime>{snapshot}T01:00:00+01:00</sor1:CreatedAtTime>
<sor1:SnapshotDate>{snapshot}</sor1:SnapshotDate>
"#
    );
    owners.iter().for_each(|owner| write(&mut text, owner, 0));
    text + "</SorTree>\n"
}

fn write(text: &mut String, entity: &Entity, level: usize) {
    let element = ["InstitutionOwner", "HealthInstitution", "OrganizationalUnit"][level.min(2)];
    let _ = writeln!(text, "<{element}Entity><{element}>");
    let _ = writeln!(text, "<sor1:SorIdentifier>{}</sor1:SorIdentifier>", code(entity.serial));
    let _ = writeln!(text, "<sor1:EntityName>{}</sor1:EntityName>", entity.name);
    let _ = writeln!(text, "<EntityTypeIdentifier>{}</EntityTypeIdentifier>", entity.type_code);
    number(text, entity, level);
    address(text, "PostalAddressInformation", entity.postal.as_ref());
    address(text, "VisitingAddressInformation", entity.visiting.as_ref());
    if let Some(telephone) = &entity.telephone {
        let telephone =
            format!("<sor1:TelephoneNumberIdentifier>{telephone}</sor1:TelephoneNumberIdentifier>");
        let _ =
            writeln!(text, "<sor1:VirtualAddressInformation>{telephone}</sor1:VirtualAddressInformation>");
    }
    let _ = writeln!(text, "{}{}", status(entity), entity.extra);
    let _ = writeln!(text, "</{element}>");
    entity.children.iter().for_each(|child| write(text, child, level + 1));
    let _ = writeln!(text, "</{element}Entity>");
}

fn status(entity: &Entity) -> String {
    let to = entity.to.as_ref().map(|to| format!("<sor1:ToDate>{to}</sor1:ToDate>")).unwrap_or_default();
    format!(
        "<sor1:SorStatus><sor1:FromDate>{}</sor1:FromDate>{to}<sor1:UpdatedAt>{}</sor1:UpdatedAt>\
         <sor1:FirstFromDate>{}</sor1:FirstFromDate></sor1:SorStatus>",
        entity.from, entity.from, entity.first_from
    )
}

fn number(text: &mut String, entity: &Entity, level: usize) {
    let own = |number: &u64| {
        format!(
            "<EanLocationCodeEntity><sor1:EanLocationCode>{}</sor1:EanLocationCode>\
             <sor1:OnlyInternalIndicator>false</sor1:OnlyInternalIndicator>\
             <sor1:NonActiveIndicator>false</sor1:NonActiveIndicator>\
             <SystemSupplierIdentifier>162</SystemSupplierIdentifier>\
             <SystemTypeIdentifier>225</SystemTypeIdentifier>\
             <CommunicationSupplierIdentifier>41000035001</CommunicationSupplierIdentifier>\
             <kms:RegionCode>1084</kms:RegionCode><EdiAdministratorIdentifier>639</EdiAdministratorIdentifier>\
             </EanLocationCodeEntity>",
            gln(*number)
        )
    };
    let inherited = |yes: bool| format!("<EntityInheritanceIndicator>{yes}</EntityInheritanceIndicator>");
    let inner = match &entity.number {
        Number::Own(number) => own(number),
        Number::Inherited => inherited(true),
        Number::None if level == 0 => return,
        Number::None => inherited(false),
    };
    let _ = match level {
        0 => writeln!(text, "{inner}"),
        _ => writeln!(text, "<EanLocationCodeOption>{inner}</EanLocationCodeOption>"),
    };
}

fn address(text: &mut String, element: &str, place: Option<&Place>) {
    let Some(Place(street, municipality, region)) = place else {
        return;
    };
    let _ = writeln!(
        text,
        "<{element}><xkom:AddressPostal><dkcc:StreetName>{street}</dkcc:StreetName>\
         <dkcc:StreetBuildingIdentifier>1</dkcc:StreetBuildingIdentifier>\
         <dkcc:PostCodeIdentifier>1550</dkcc:PostCodeIdentifier></xkom:AddressPostal>\
         <cpr:MunicipalityCode>{municipality}</cpr:MunicipalityCode><kms:RegionCode>{region}</kms:RegionCode></{element}>"
    );
}
