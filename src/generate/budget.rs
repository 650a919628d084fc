//! How many units each owner gets, and how the shares the whole register is held to are reached.

/// Divides `total` by weight so that every part gets at least `least` and the parts add up exactly.
///
/// The caller makes sure that `total` covers the smallest parts.
pub(super) fn split(total: u32, weights: &[u32], least: u32) -> Vec<u32> {
    let parts = u32::try_from(weights.len()).unwrap_or(u32::MAX);
    let spare = u64::from(total.saturating_sub(least.saturating_mul(parts)));
    let sum: u64 = weights.iter().copied().map(u64::from).sum();
    let mut sizes: Vec<u32> = weights
        .iter()
        .map(|&weight| {
            let extra = spare * u64::from(weight) / sum.max(1);
            least + u32::try_from(extra).unwrap_or(u32::MAX - least)
        })
        .collect();
    // Rounding down leaves less than one unit for each part.
    let left = total.saturating_sub(sizes.iter().sum());
    for size in sizes.iter_mut().take(left as usize) {
        *size += 1;
    }
    sizes
}

/// What has been written so far, and the pull towards the shares that were asked for.
///
/// Trees are made one after the other and never looked at again, so the shares are steered on the way: the further
/// the register is behind, the likelier the next unit is closed, or has a number of its own.
pub(super) struct Pace {
    total: u32,
    closed_share: u32,
    written: u32,
    closed: u32,
    numbers: u32,
}

/// One location number for this many units: 20,000 for 160,000.
const UNITS_PER_NUMBER: i64 = 8;

impl Pace {
    /// A register of `total` units, of which `closed_share` in 1,000 are to be closed.
    pub(super) fn new(total: u32, closed_share: u32) -> Self {
        Self { total, closed_share, written: 0, closed: 0, numbers: 0 }
    }

    /// Counts one unit.
    pub(super) fn count_unit(&mut self, closed: bool) {
        self.written += 1;
        self.closed += u32::from(closed);
    }

    /// Counts one location number.
    pub(super) fn count_number(&mut self) {
        self.numbers += 1;
    }

    /// Units so far.
    pub(super) fn written(&self) -> u32 {
        self.written
    }

    /// Location numbers so far.
    pub(super) fn numbers(&self) -> u32 {
        self.numbers
    }

    /// How likely, in 1,000, the next unit should be closed.
    pub(super) fn closing_chance(&self) -> u32 {
        if self.closed_share == 0 {
            return 0;
        }
        let share = i64::from(self.closed_share);
        let behind = share * i64::from(self.written) - 1000 * i64::from(self.closed);
        let window = i64::from((self.total / 25).clamp(20, 400));
        per_mille(share + behind / window, 20, 970)
    }

    /// `chance`, in 1,000, made smaller or greater so that the count of location numbers comes out right.
    pub(super) fn number_chance(&self, chance: u32) -> u32 {
        let behind = i64::from(self.written) - UNITS_PER_NUMBER * i64::from(self.numbers);
        let window = i64::from((self.total / 100).clamp(10, 200)) * UNITS_PER_NUMBER;
        let factor = (1000 + 1000 * behind / window).clamp(100, 4000);
        per_mille(i64::from(chance) * factor / 1000, 0, 1000)
    }

    /// Whether a tree of `size` units is small enough to be closed as one without throwing the shares off.
    pub(super) fn is_small(&self, size: u32) -> bool {
        size <= (self.total / 40).max(6)
    }
}

fn per_mille(value: i64, low: u32, high: u32) -> u32 {
    u32::try_from(value.max(0)).unwrap_or(u32::MAX).clamp(low, high)
}
