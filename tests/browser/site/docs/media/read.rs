/// Heights above the datum.
fn heights(readings: &[Reading]) -> Vec<f64> {
    let mut heights = Vec::new();
    for reading in readings {
        if reading.valid {
            heights.push(reading.height - DATUM);
        }
    }
    heights
}
