//! Whatever has an id: what is asked of it, by its type.

use chrono::NaiveDate;

use super::args::Done;
use super::compile::{Asked, Compile, Planned};
use super::message::MessageTypeKind;
use super::number::{Number, NumberKind};
use super::out::Out;
use super::place::{Municipality, MunicipalityKind, Place, Region, RegionKind};
use super::run::Run;
use super::set::{EntitySet, Set, Shape};
use super::unit::{Unit, unit_of};
use crate::model::{MessageType, MessageTypeKey};
use crate::schema::id::Named;

/// Something that has an id.
#[derive(Clone, Copy)]
pub enum Node<'a> {
    Unit(Unit<'a>),
    Number(Number<'a>),
    Region(Region<'a>),
    Municipality(Municipality<'a>),
    MessageType(&'a MessageType),
}

impl<'a> Node<'a> {
    /// What an id names on a day.
    pub fn of(run: &Run<'a>, id: &str, day: NaiveDate) -> Option<Self> {
        match Named::read(id)? {
            Named::Unit(code) => unit_of(run, code, day).map(Self::Unit),
            Named::Number(gln) => Number::of(run, gln, day).map(Self::Number),
            Named::Region(code) => Place::region(run, code.as_ref(), day).map(Self::Region),
            Named::Municipality(code) => Place::municipality(run, code.as_ref(), day).map(Self::Municipality),
            Named::MessageType(key) => listed(run, &key).map(Self::MessageType),
            // A case is no record of the register that everybody may see.
            Named::Case(_) => None,
        }
    }
}

/// The listed message type of that key.
pub fn listed<'a>(run: &Run<'a>, key: &MessageTypeKey) -> Option<&'a MessageType> {
    run.image.listed_message_types().iter().find(|listed| listed.key == *key)
}

/// What is asked of something that has an id.
pub struct NodeSet {
    unit: EntitySet,
    number: Set<NumberKind>,
    region: Set<RegionKind>,
    municipality: Set<MunicipalityKind>,
    message_type: Set<MessageTypeKind>,
}

impl NodeSet {
    pub fn of<'d>(compile: &mut Compile<'d>, asked: &Asked<'d>) -> Planned<Self> {
        Ok(Self {
            unit: compile.entity(asked)?,
            number: compile.set(asked, "LocationNumber")?,
            region: compile.set(asked, "Region")?,
            municipality: compile.set(asked, "Municipality")?,
            message_type: compile.set(asked, "MessageType")?,
        })
    }
}

impl Shape for NodeSet {
    type At<'a> = Option<Node<'a>>;

    fn write<'a>(&self, run: &Run<'a>, node: Option<Node<'a>>, out: &mut Out) -> Done {
        match node {
            Some(Node::Unit(unit)) => self.unit.write(run, unit, out),
            Some(Node::Number(number)) => self.number.write(run, number, out),
            Some(Node::Region(region)) => self.region.write(run, region, out),
            Some(Node::Municipality(municipality)) => self.municipality.write(run, municipality, out),
            Some(Node::MessageType(message_type)) => self.message_type.write(run, message_type, out),
            None => {
                out.null();
                Ok(())
            }
        }
    }
}
