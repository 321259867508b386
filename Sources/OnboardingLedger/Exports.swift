// The library's face hands out types of the rooms below it (streams, events, rows, failures; plans,
// flows and states; times and digests): who imports OnboardingLedger can name them.

@_exported import Digest
@_exported import EventLog
@_exported import Onboarding
@_exported import ReadModels
@_exported import Time
