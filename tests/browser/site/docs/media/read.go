// Heights above the datum.
func heights(readings []Reading) []float64 {
	var heights []float64
	for _, reading := range readings {
		if reading.Valid {
			heights = append(heights, reading.Height-Datum)
		}
	}
	return heights
}
