//! Where the towns of the tables lie, near enough for a lorry's way on a map.

/// Name, latitude and longitude in degrees.
const TOWNS: &[(&str, f64, f64)] = &[
    ("'s-Gravenzande", 52.002, 4.165),
    ("Aalsmeer", 52.262, 4.762),
    ("Alkmaar", 52.632, 4.749),
    ("Alphen", 52.129, 4.657),
    ("Amersfoort", 52.156, 5.387),
    ("Amsterdam", 52.373, 4.900),
    ("Avonmouth", 51.502, -2.699),
    ("Beaufort", 47.440, -0.215),
    ("Beauvais", 49.430, 2.081),
    ("Bourne", 52.768, -0.377),
    ("Caen", 49.183, -0.371),
    ("Canterbury", 51.280, 1.080),
    ("De Kwakel", 52.243, 4.793),
    ("De Lier", 51.975, 4.249),
    ("Den Dolder", 52.139, 5.241),
    ("Deventer", 52.255, 6.164),
    ("Dury", 49.846, 2.270),
    ("Edinburgh", 55.953, -3.189),
    ("Eindhoven", 51.442, 5.478),
    ("Essen", 51.456, 7.012),
    ("Frechen", 50.915, 6.812),
    ("Gaanderen", 51.930, 6.348),
    ("Grubbenvorst", 51.420, 6.145),
    ("Halstead", 51.945, 0.639),
    ("Hamburg", 53.551, 9.994),
    ("Heerenveen", 52.960, 5.925),
    ("Heerhugowaard", 52.671, 4.848),
    ("Helmond", 51.479, 5.657),
    ("Hoofddorp", 52.306, 4.691),
    ("Hoog Soeren", 52.214, 5.871),
    ("Kampen", 52.555, 5.911),
    ("Kassel", 51.312, 9.480),
    ("Krefeld", 51.339, 6.586),
    ("Leipzig", 51.340, 12.375),
    ("Lille", 50.629, 3.057),
    ("Lyon", 45.764, 4.836),
    ("Meschede", 51.350, 8.283),
    ("Middelburg", 51.499, 3.611),
    ("Moers", 51.452, 6.641),
    ("Mülheim", 51.427, 6.883),
    ("Münster", 51.961, 7.626),
    ("Naaldwijk", 51.994, 4.205),
    ("Norwich", 52.628, 1.297),
    ("Reims", 49.258, 4.032),
    ("Rungis", 48.747, 2.352),
    ("Sittard", 50.999, 5.868),
    ("Spalding", 52.787, -0.154),
    ("Straelen", 51.443, 6.267),
    ("Sudbury", 52.038, 0.731),
    ("Uithoorn", 52.238, 4.826),
    ("Utrecht", 52.091, 5.122),
    ("Velp", 51.995, 5.975),
    ("Venlo", 51.370, 6.172),
    ("Waarland", 52.727, 4.831),
    ("Warmond", 52.197, 4.503),
    ("Wesel", 51.658, 6.618),
    ("Zoetermeer", 52.061, 4.493),
    ("Zutphen", 52.140, 6.196),
    ("Zwolle", 52.517, 6.083),
];

/// Latitude and longitude of a town, in degrees.
pub fn position_of(town: &str) -> Option<(f64, f64)> {
    TOWNS.iter().find(|(name, ..)| *name == town).map(|(_, latitude, longitude)| (*latitude, *longitude))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::places::{CARRIERS, CUSTOMERS, PARTNERS};

    #[test]
    fn every_town_of_the_tables_is_on_the_map() {
        let partners = PARTNERS.iter().chain(CARRIERS).map(|row| row.city);
        for town in CUSTOMERS.iter().map(|row| row.city).chain(partners) {
            let (latitude, longitude) = position_of(town).unwrap_or_else(|| panic!("{town}"));
            assert!((45.0..57.0).contains(&latitude) && (-4.0..13.0).contains(&longitude), "{town}");
        }
    }
}
