import JSON
import TestSupport
import Testing

@testable import Onboarding

/// By what the subjects of declared flows are found (section 8, W1).
struct DeclaredSearchTests {
    private var state = SubjectState(category: "club")

    private mutating func save(_ fields: String, personal: String?) throws {
        try state.apply(
            "FlowStepSaved", #"{"step":0,"name":"about","fields":\#(fields)}"#,
            personal: personal.map { #"{"personalFields":\#($0)}"# })
    }

    @Test mutating func `personal texts are looked through, wherever they stand`() throws {
        try save(
            #"{"source":"web"}"#,
            personal: #"{"name":"Ada","home":{"city":"LONDON","floor":3},"also":["Byron"]}"#)
        expectEqual(state.searchText, "byron london ada")
    }

    @Test mutating func `what was cleared, erased or filled in as no personal field is not`() throws
    {
        try save(#"{"a":"x"}"#, personal: #"{"name":"Ada","nick":"Countess"}"#)
        try save("{}", personal: #"{"name":null}"#)
        expectEqual(state.searchText, "countess")
        try save(#"{"nick":"C"}"#, personal: nil)
        expectEqual(state.searchText, "")
    }

    @Test mutating func `a long text is no name`() throws {
        try save("{}", personal: #"{"essay":"\#(String(repeating: "a", count: 201))"}"#)
        expectEqual(state.searchText, "")
    }
}
