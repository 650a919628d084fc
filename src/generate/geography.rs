//! Where units lie: the real regions and municipalities, and a few post districts of each.

use super::catalogue::columns;
use super::dice::Dice;

const MUNICIPALITIES: &str = include_str!("../../data/geo/municipalities.csv");

/// Main town, size and post districts per municipality; sizes are in thousands of people and rough, coordinates are
/// those of the town in metres (ETRS89, UTM zone 32).
const TOWNS: &str = include_str!("towns.csv");

/// A municipality as a place to put units in.
#[derive(Debug)]
pub(super) struct Municipality {
    /// Four digits, with leading zero.
    pub(super) code: String,
    /// The name as the list of municipalities has it.
    pub(super) name: String,
    /// Code of the region it lies in.
    pub(super) region: String,
    /// Its main town.
    pub(super) town: String,
    /// How many units it gets, compared with the others.
    pub(super) weight: u32,
    /// Northing of the main town in metres.
    pub(super) north: u32,
    /// Easting of the main town in metres.
    pub(super) east: u32,
    /// Post codes with their district names; the main town's first.
    pub(super) districts: Vec<(String, String)>,
}

/// A region as an owner.
#[derive(Debug)]
pub(super) struct Region {
    /// Four digits.
    pub(super) code: String,
    /// Its name.
    pub(super) name: String,
    /// Code of the municipality in which the region has its seat.
    pub(super) seat: &'static str,
    /// How many units it gets, compared with the others.
    pub(super) weight: u32,
}

/// Where the regions have their seats.
const SEATS: [(&str, &str); 5] =
    [("1081", "0851"), ("1082", "0791"), ("1083", "0630"), ("1084", "0219"), ("1085", "0340")];

/// All places.
pub(super) struct Geography {
    /// Every municipality, in the order of its code.
    pub(super) municipalities: Vec<Municipality>,
    /// Every region, in the order of its code.
    pub(super) regions: Vec<Region>,
}

impl Geography {
    /// Reads the lists that are part of the program.
    pub(super) fn load() -> Self {
        let towns =
            columns(TOWNS, ["municipality_code", "town", "thousands", "north", "east", "post_districts"]);
        let names = ["municipality_code", "name", "region_code_2007_2026", "region_name_2007_2026"];
        let mut regions: Vec<Region> = Vec::new();
        let mut municipalities = Vec::new();
        for [code, name, region, region_name] in columns(MUNICIPALITIES, names) {
            let [_, town, weight, north, east, districts] =
                towns.iter().find(|row| row[0] == code).expect("every municipality has a main town");
            let weight = whole(weight);
            match regions.iter_mut().find(|known| known.code == region) {
                Some(known) => known.weight += weight,
                None => regions.push(Region {
                    seat: seat_of(&region),
                    code: region.clone(),
                    name: region_name,
                    weight,
                }),
            }
            municipalities.push(Municipality {
                code,
                name,
                region,
                town: town.clone(),
                weight,
                north: whole(north),
                east: whole(east),
                districts: districts.split('|').filter_map(district).collect(),
            });
        }
        regions.sort_by(|left, right| left.code.cmp(&right.code));
        Self { municipalities, regions }
    }

    /// The municipality with this code.
    pub(super) fn municipality(&self, code: &str) -> &Municipality {
        self.municipalities
            .iter()
            .find(|municipality| municipality.code == code)
            .expect("seats lie in municipalities of the list")
    }

    /// A municipality, in the given region if one is named; big ones more often.
    pub(super) fn draw(&self, region: Option<&str>, dice: &mut Dice) -> &Municipality {
        let weight = |municipality: &Municipality| match region {
            Some(region) if municipality.region != region => 0,
            _ => municipality.weight,
        };
        &self.municipalities[dice.weighted(self.municipalities.iter().map(weight))]
    }
}

fn seat_of(region: &str) -> &'static str {
    SEATS.iter().find(|(code, _)| *code == region).map(|(_, seat)| *seat).expect("every region has a seat")
}

fn district(text: &str) -> Option<(String, String)> {
    let (code, name) = text.split_once(' ')?;
    Some((code.to_owned(), name.to_owned()))
}

fn whole(text: &str) -> u32 {
    text.parse().expect("sizes and coordinates of towns are whole numbers")
}
