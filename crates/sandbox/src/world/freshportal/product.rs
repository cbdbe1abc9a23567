//! What is sold: flowers in buckets, plants in trays, and what they stand on.

use super::order::{OrderLine, PackagingCount};
use crate::world::dice::Dice;
use crate::world::places::Trade;

/// A product with the packaging it comes in.
struct Product {
    name: &'static str,
    /// The packaging code of one collo.
    packaging: &'static str,
    /// Stems or plants in one collo.
    per_collo: u32,
}

macro_rules! products {
    ($($name:literal in $packaging:literal of $per_collo:literal;)+) => {
        &[$(Product { name: $name, packaging: $packaging, per_collo: $per_collo }),+]
    };
}

const FLOWERS: &[Product] = products! {
    "Rosa gr Red Naomi! 60 cm"                in "566" of 40;
    "Rosa gr Avalanche+ 70 cm"                in "577" of 50;
    "Rosa tr Bubbles 50 cm"                   in "560" of 60;
    "Chrysanthemum tr Baltica White 70 cm"    in "577" of 80;
    "Chrysanthemum san Celebrate Rose 60 cm"  in "560" of 70;
    "Gerbera mini Kimsey 45 cm"               in "533" of 60;
    "Tulipa en Strong Gold 36 cm"             in "533" of 100;
    "Tulipa du Columbus 38 cm"                in "533" of 80;
    "Lilium or Santander 80 cm"               in "577" of 20;
    "Eustoma ru Rosita White 70 cm"           in "560" of 50;
    "Alstroemeria Virginia 70 cm"             in "560" of 70;
    "Hydrangea m Magical Revolution 60 cm"    in "566" of 15;
    "Gypsophila Xlence 750 g"                 in "577" of 25;
    "Dianthus st Moonaqua 60 cm"              in "533" of 60;
};

const PLANTS: &[Product] = products! {
    "Phalaenopsis 2 tak wit P12"              in "752" of 10;
    "Cyclamen persicum Halios mix P10,5"      in "746" of 12;
    "Lavandula angustifolia Hidcote P13"      in "752" of 8;
    "Helleborus niger Christmas Carol P12"    in "752" of 8;
    "Viola cornuta gemengd P9"                in "746" of 15;
    "Calluna vulgaris Garden Girls P11"       in "746" of 12;
    "Anthurium andr Sierra P14"               in "752" of 6;
    "Hedera helix Wonder P10"                 in "746" of 12;
    "Euphorbia pulcherrima Infinity Red P13"  in "752" of 6;
};

/// Packaging that goes along without goods.
const LOOSE: [&str; 5] = ["EPAL", "BLOK", "E2", "DEK", "CCP"];

/// The lines of one order, its transport last.
pub(super) fn lines(trade: Trade, dice: &mut Dice) -> Vec<OrderLine> {
    let (mut lines, colli_per_carrier, carriers) = match trade {
        Trade::Florist => (sorts(FLOWERS, 3, 6, (1, 5), dice), 24, ["CC6", "DCK"]),
        Trade::GardenCentre => {
            let mut lines = sorts(PLANTS, 3, 6, (6, 24), dice);
            lines.extend(sorts(FLOWERS, 1, 1, (2, 6), dice));
            (lines, 30, ["CC6", "DCK"])
        }
        Trade::Wholesale => {
            let mut lines = sorts(FLOWERS, 4, 7, (8, 36), dice);
            lines.extend(sorts(PLANTS, 0, 2, (8, 20), dice));
            (lines, 36, ["STW", "CC6"])
        }
    };
    let colli: u32 = lines.iter().map(|line| line.colli).sum();
    let carrier = carriers[usize::from(dice.chance(25))];
    lines.push(transport(carrier, colli.div_ceil(colli_per_carrier)));
    if trade != Trade::Florist && dice.chance(30) {
        let loose = dice.pick(&LOOSE);
        lines.push(transport(loose, dice.count(1, 4)));
    }
    lines
}

fn sorts(products: &[Product], least: u32, most: u32, colli: (u32, u32), dice: &mut Dice) -> Vec<OrderLine> {
    let mut left: Vec<&Product> = products.iter().collect();
    (0..dice.count(least, most))
        .map(|_| {
            let place = dice.count(0, u32::try_from(left.len()).map_or(0, |left| left.saturating_sub(1)));
            let product = left.swap_remove(usize::try_from(place).unwrap_or(0));
            line(product.name, product.packaging, dice.count(colli.0, colli.1), product.per_collo)
        })
        .collect()
}

/// A line of so many colli, each in one piece of packaging.
pub(super) fn line(product: &'static str, packaging: &'static str, colli: u32, per_collo: u32) -> OrderLine {
    OrderLine {
        product,
        colli,
        stems: colli * per_collo,
        packaging: Some(PackagingCount { code: packaging, count: colli }),
    }
}

/// A line without goods: what the rest stands on.
pub(super) fn transport(packaging: &'static str, count: u32) -> OrderLine {
    let product = match packaging {
        "CC6" => "Transport: CC-kar",
        "CCP" => "Extra platen CC-kar",
        "DCK" => "Transport: DC-kar",
        "STW" => "Transport: stapelwagen",
        "EPAL" | "BLOK" => "Transport: pallet",
        "DEK" => "Palletdeksels",
        _ => "Los fust",
    };
    OrderLine { product, colli: 0, stems: 0, packaging: Some(PackagingCount { code: packaging, count }) }
}
