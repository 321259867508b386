// The library's face hands out types of the two rooms below it (streams, events, rows, failures):
// who imports OnboardingLedger can name them.

@_exported import EventLog
@_exported import ReadModels
