//! What kinds of units there are and how they grow: the words in which the trees of each sector are described.

use super::dice::Dice;
use super::traffic::Traffic;

/// How many units a tree of a kind takes, its root included.
#[derive(Clone, Copy, Debug)]
pub(super) enum Size {
    /// One unit: it has nothing below it.
    Leaf,
    /// Any number between two bounds, whatever is above.
    Between(u32, u32),
    /// About one part in `parts` of what its parent has to give, within bounds: big owners have big institutions.
    Part {
        /// Into how many parts the parent's units go.
        parts: u32,
        /// The smallest tree.
        least: u32,
        /// The biggest tree, but for chance.
        most: u32,
    },
}

impl Size {
    /// A size for a tree whose parent has `budget` units to give.
    pub(super) fn draw(self, budget: u32, dice: &mut Dice) -> u32 {
        match self {
            Self::Leaf => 1,
            Self::Between(low, high) => dice.between(low, high),
            Self::Part { parts, least, most } => {
                let middle = (budget / parts).clamp(least, most);
                dice.between((middle / 2).max(1), middle + middle / 2)
            }
        }
    }
}

/// The identifier a kind of unit carries besides its SOR code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// None.
    None,
    /// A number of the national health insurance.
    Provider,
    /// A pharmacy number.
    Pharmacy,
    /// The four characters of a hospital.
    Hospital,
    /// The six characters of a department.
    Department,
    /// The seven characters of a section.
    Section,
}

/// Where a unit's clinical speciality comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    /// It has none.
    None,
    /// It starts one of its own.
    Own,
    /// It works in that of the unit above, if there is one.
    Shared,
    /// General practice.
    General,
}

/// How often, in 1,000, a unit has a location number of its own.
#[derive(Clone, Copy, Debug)]
pub(super) struct NumberChance {
    /// When there is nothing to inherit.
    pub(super) alone: u32,
    /// When it could inherit one.
    pub(super) over: u32,
}

/// A kind of unit.
#[derive(Debug)]
pub(super) struct Profile {
    /// Its entity type.
    pub(super) kind: &'static str,
    /// Patterns of its names.
    pub(super) names: &'static [&'static str],
    /// How big its trees are.
    pub(super) size: Size,
    /// What can be below it; the first that fits comes first in every tree.
    pub(super) children: &'static [Child],
    /// Whether its children come in the order of the list, over and over, instead of by weight.
    pub(super) in_turn: bool,
    /// How often it has a location number.
    pub(super) number: NumberChance,
    /// What its location number is set up for.
    pub(super) traffic: Traffic,
    /// What else it is known by.
    pub(super) mark: Mark,
    /// Its speciality.
    pub(super) field: Field,
    /// How often, in 1,000, it has an address of its own.
    pub(super) premises: u32,
    /// How often, in 1,000, a unit like this in a hospital sees out-patients, and has beds.
    pub(super) activity: (u32, u32),
}

/// A kind of unit below another.
#[derive(Debug)]
pub(super) struct Child {
    /// How often, compared with the others.
    pub(super) weight: u32,
    /// Only when the parent has at least this many units left to give.
    pub(super) least: u32,
    /// The kind.
    pub(super) profile: &'static Profile,
}

/// A child of any size.
pub(super) const fn child(weight: u32, profile: &'static Profile) -> Child {
    large_child(weight, 0, profile)
}

/// A child that only a big enough parent has.
pub(super) const fn large_child(weight: u32, least: u32, profile: &'static Profile) -> Child {
    Child { weight, least, profile }
}

impl Profile {
    /// A kind of unit without anything special about it.
    pub(super) const fn new(kind: &'static str, names: &'static [&'static str]) -> Self {
        Self {
            kind,
            names,
            size: Size::Leaf,
            children: &[],
            in_turn: false,
            number: NumberChance { alone: 20, over: 5 },
            traffic: Traffic::None,
            mark: Mark::None,
            field: Field::None,
            premises: 40,
            activity: (500, 200),
        }
    }

    /// With trees of `size`, made of `children`.
    pub(super) const fn over(mut self, size: Size, children: &'static [Child]) -> Self {
        self.size = size;
        self.children = children;
        self
    }

    /// With one child of each kind after the other.
    pub(super) const fn in_turn(mut self) -> Self {
        self.in_turn = true;
        self
    }

    /// With location numbers for `traffic`.
    pub(super) const fn numbered(mut self, alone: u32, over: u32, traffic: Traffic) -> Self {
        self.number = NumberChance { alone, over };
        self.traffic = traffic;
        self
    }

    /// With an identifier.
    pub(super) const fn marked(mut self, mark: Mark) -> Self {
        self.mark = mark;
        self
    }

    /// With a speciality.
    pub(super) const fn in_field(mut self, field: Field) -> Self {
        self.field = field;
        self
    }

    /// With an address of its own, so often.
    pub(super) const fn at(mut self, premises: u32) -> Self {
        self.premises = premises;
        self
    }

    /// With out-patients and beds, so often.
    pub(super) const fn active(mut self, out_patients: u32, beds: u32) -> Self {
        self.activity = (out_patients, beds);
        self
    }
}
