import JSON
import TestSupport
import Testing

@testable import Onboarding

/// What a variant of an experiment may be called (contract D4).
struct FlowVariantTests {
    private static let longest = String(repeating: "v", count: 64)

    private func problems(_ name: String) -> [String] {
        var problems: [String] = []
        let split: JSONValue = .object(["other": 1, name: 1])
        _ = FlowVariants.ofBuiltInFlows(["signup": split]) { problems.append("\($0): \($1)") }
        return problems
    }

    @Test(arguments: ["a", "new checkout", "control group", "x:y", "v1.2_b-c", "~!()", longest])
    func `a flow may split its subjects among names that a header can say`(name: String) {
        expectTrue(FlowDeclaration.isVariant(name))
        expectEqual(problems(name), [])
    }

    @Test(arguments: ["", " a", "a ", "a,b", "a\tb", "naïve", "\u{7F}", longest + "v"])
    func `another name is refused in a header and in a flow alike`(name: String) {
        expectFalse(FlowDeclaration.isVariant(name))
        let found = problems(name)
        expectEqual(found.count, 1)
        expectEqual(found.first?.contains("1 to 64 printable ASCII characters, no comma"), true)
    }
}
