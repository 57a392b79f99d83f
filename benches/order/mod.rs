//! Figures that were measured, in order.

/// From the least to the greatest.
pub fn sorted(figures: impl IntoIterator<Item = f64>) -> Vec<f64> {
    let mut figures: Vec<f64> = figures.into_iter().collect();
    figures.sort_by(f64::total_cmp);
    figures
}

/// The middle one of sorted figures.
pub fn median(sorted: &[f64]) -> f64 {
    sorted[sorted.len() / 2]
}
