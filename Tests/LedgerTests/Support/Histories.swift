import EventLog
import LogTestSupport
import Onboarding
import SQLite

@testable import OnboardingLedger

extension TestLedger {
    /// Plays a varied past: three sign-ups that end differently, and loans in five streams.
    func playPast() async throws {
        let signUps = TestSignUps(self)
        for (number, plan) in ["starter", "professional", "starter"].enumerated() {
            let email = "person\(number)@example.com"
            let token = try await signUps.readySession(email, plan: plan)
            if number == 0 { _ = try await signUps.signUps.complete(signUps.request(token)) }
            if number == 2 { _ = try await signUps.signUps.cancel(signUps.request(token)) }
            clock.advance(seconds: 60)
        }
        for number in 0..<20 {
            try await append(
                "Step\(number % 3)", to: .loan(number % 5), attributes: ["n": "\(number)"])
            clock.advance(seconds: 1)
        }
    }

    /// Runs SQL on the closed read models.
    func tamperViews(_ sql: String...) throws {
        let connection = try SQLiteConnection.open(path: directory.viewsFile, mode: .readWrite)
        for statement in sql { try connection.execute(statement) }
    }

    /// Runs SQL on a closed log.
    static func tamperLog(_ home: TestDirectory, _ sql: String) throws {
        let connection = try SQLiteConnection.open(
            path: home.directory.ledgerFile, mode: .readWrite)
        try connection.execute(sql)
    }
}
