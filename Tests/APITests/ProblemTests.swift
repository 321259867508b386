import HTTPServer
import JSON
import OnboardingLedger
import TestSupport
import Testing

@testable import API
@testable import Onboarding

/// The one table from errors to problem details, over all codes.
struct ProblemTests {
    private static let rejections: [SignUpRejection] = [
        .sessionNotFound, .sessionExpired, .sessionAlreadyCommitted, .invalidStage(.planSelected),
        .invalidOTP, .otpAttemptsExceeded(retryAfterSeconds: 1),
        .otpRateLimited(retryAfterSeconds: 1), .paymentRateLimited(retryAfterSeconds: 1),
        .emailAlreadyRegistered, .sessionAlreadyExists, .planNotFound, .emailNotVerified,
        .identityMismatch, .identityProviderUnavailable, .paymentProviderUnavailable,
        .paymentUnmatched,
    ]

    private static let refusals: [HTTPRefusal] =
        HTTPMalformation.allCases.map { .malformed($0) } + [
            .methodNotAllowed(allow: [.get]), .notFound, .requestTimeout, .contentTooLarge,
            .uriTooLong, .expectationFailed, .headerFieldsTooLarge, .notImplemented,
            .unsupportedTransferCoding, .versionNotSupported, .overloaded,
        ]

    private static let conflict = StepConflict(
        currentVersion: 2, currentStep: 1, stepData: [:], fields: [])

    private static let wizard: [WizardRejection] = [
        .stepOutOfRange, .dataNotObject, .dataTooLarge, .alreadyCompleted,
        .versionConflict(conflict), .saveRateLimited(retryAfterSeconds: 1), .notInitialized,
        .notOwner, .tenantNotFound, .tenantClosed, .identitySyncFailed, .invalidUser,
    ]

    private static let call: [CallRejection] = [
        .spaceNotFound, .spaceAlreadyExists, .noMeetingPlanned, .invalidName, .invalidUser,
    ]

    private static let membership: [MembershipRejection] = [
        .profileNotFound, .invalidUser, .invalidProfile([]), .invalidPlan, .emailRequired,
        .emailUnknown,
        .checkoutNotFound, .checkoutNotPaid, .alreadyClaimed, .alreadyActive, .emailTaken,
        .reasonRequired, .invalidRole, .paymentProviderUnavailable,
    ]

    private static let merchant: [MerchantRejection] = [
        .userNotFound, .userSuspended, .suspended, .notActiveClient, .notAdmin, .tenantNotFound,
        .notMember,
        .tenantClosed, .invalidShop([]),
    ]

    private static let steps: [StepRejection] = [
        .stepOutOfRange(count: 3), .dataNotObject, .dataTooLarge, .invalidData([]),
        .alreadyCompleted, .left("declined"), .expired, .versionConflict(conflict),
        .invalidMove(from: nil, to: "plan"), .incomplete([]),
        .saveRateLimited(retryAfterSeconds: 1),
        .notServed("loan"), .invalidUser,
    ]

    private static var flows: [Problem] {
        steps.map { Problem($0) } + wizard.map { Problem($0) } + call.map { Problem($0) }
            + membership.map { Problem($0) }
            + merchant.map { Problem($0) }
    }

    private static var all: [Problem] {
        ProblemCode.allCases.map { Problem($0, "Detail.") } + rejections.map { Problem($0) }
            + flows + refusals.map { Problem($0) }
    }

    @Test func `every code is stable words and every status a refusal`() {
        for problem in Self.all {
            expectTrue((400...599).contains(problem.status), "\(problem.code)")
            let isWord = problem.code.allSatisfy { $0.isLowercase || $0 == "_" || $0 == "." }
            expectTrue(isWord && problem.code.contains("."), "\(problem.code)")
            expectTrue(!problem.title.isEmpty && !problem.detail.isEmpty)
            expectTrue(
                problem.detail.hasSuffix(".") || problem.detail.hasSuffix("list")
                    || problem.detail.hasPrefix("expected "))
        }
    }

    @Test func `no two codes share a type, and no type has two statuses`() {
        var codes: [String: String] = [:]
        var statuses: [String: Int] = [:]
        for problem in Self.all {
            expectEqual(codes[problem.type, default: problem.code], problem.code, "\(problem.type)")
            expectEqual(statuses[problem.type, default: problem.status], problem.status)
            codes[problem.type] = problem.code
            statuses[problem.type] = problem.status
            expectTrue(problem.type.hasPrefix("/problems/"))
        }
    }

    @Test func `waiting is always said in the field, too`() {
        for problem in Self.all where problem.status == 429 && !problem.members.isEmpty {
            expectTrue(problem.fields.contains { $0.name == "Retry-After" }, "\(problem.code)")
        }
    }

    @Test(arguments: LogFailure.Code.allCases)
    func `storage failures are 503 without a path or a statement`(code: LogFailure.Code) {
        let problem = Problem(
            LogFailure(code, "SELECT * FROM event in /var/lib/x", hint: "rm /var/lib/x"))
        expectEqual(problem.status, 503)
        let text = String(decoding: problem.document(requestID: "r"), as: UTF8.self)
        expectTrue(!text.contains("/var/lib") && !text.contains("SELECT"))
        if code == .diskFull || code == .overloaded {
            expectTrue(problem.fields.contains { $0.name == "Retry-After" })
        }
    }

    @Test func `an error that nobody knows is 500 and tells nothing`() {
        struct Secret: Error { let password = "hunter2" }
        let problem = Problem(Secret())
        expectEqual(problem.status, 500)
        let text = String(decoding: problem.document(requestID: "r"), as: UTF8.self)
        expectTrue(!text.contains("hunter2") && !text.contains("Secret"))
    }

    @Test func `only what waiting does not cure is kept under a key`() {
        expectTrue(Problem.isOutcome(SignUpRejection.sessionAlreadyCommitted))
        expectTrue(Problem.isOutcome(SignUpRejection.emailAlreadyRegistered))
        expectFalse(Problem.isOutcome(SignUpRejection.sessionNotFound))
        expectFalse(Problem.isOutcome(SignUpRejection.invalidStage(.paymentPending)))
        expectFalse(Problem.isOutcome(WizardRejection.notInitialized))
        expectFalse(Problem.isOutcome(MerchantRejection.notActiveClient))
        expectFalse(Problem.isOutcome(SignUpRejection.otpRateLimited(retryAfterSeconds: 5)))
        expectFalse(Problem.isOutcome(SignUpRejection.paymentProviderUnavailable))
        expectFalse(Problem.isOutcome(LogFailure(.diskFull, "")))
    }
}
