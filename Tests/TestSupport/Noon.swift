import Time

/// 2026-03-01T12:00:00Z: when what is tested begins.
package let noon = Timestamp(milliseconds: 1_772_366_400_000)
