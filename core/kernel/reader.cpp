// How a kernel is read
//
// 1. The file is walked declaration by declaration (Lexer, FileReader). Constants are noted and their initialisers
//    passed over; functions with the signature of a graph executor's kernel are read, all others skipped.
// 2. The tokens of a kernel are scanned (scanKernel) for what rules it out whatever its syntax is, and for its
//    workspaces: these are known even if the rest is not understood.
// 3. The body is parsed (KernelParser). Anything the grammar lacks makes the whole kernel `read == false`; no statement
//    is ever dropped.
// 4. The tree is walked once in the order of the text (KernelAnalysis). Every expression gives a value: an integer as a
//    linear form (Bounds), or a pointer of known origin. Where a pointer comes from is known by how its variable is
//    initialised: element k of the kernel's arguments, the `data` field of the DLTensor it points to, or a call of
//    TVMBackendAllocWorkspace. An index expression whose base is such a pointer is an access. Wherever else a pointer
//    is used (a call, a copy, arithmetic, memory, a `?:`), except in a comparison with NULL and in
//    TVMBackendFreeWorkspace, the buffer escapes and lives from there to the end of the operator. Copies are still
//    followed, so that stores through them are seen; a pointer of which nothing is known can only point to buffers that
//    escaped.
// 5. A top-level statement of the body becomes a tick when its first access or escape is seen. What is allocated inside
//    a loop thus lives as long as the whole top-level loop.
// 6. The bytes that an access can reach follow from the interval of its index. Under `?:`, `&&`, `||` and `if`, what
//    the condition says is known as facts; so a guarded load stays inside its tensor, and one hoisted out of its
//    guard does not.
// 7. Reads, writes and multiply-accumulates are counted once where they stand, times the turns of the loops around.
#include "kernel/reader.h"

#include "kernel/analysis.h"
#include "kernel/lexer.h"
#include "kernel/parser.h"
#include "kernel/scan.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace pinfold {

namespace {

constexpr std::size_t maxBodyTokens = 400'000;  // a kernel of real models has thousands
constexpr std::size_t maxHeadTokens = 4'000;
// Of one file; those of real models have some hundreds.
constexpr std::size_t maxKernels = 20'000;
constexpr std::size_t maxBuffers = 500'000;    // arguments and workspaces of all kernels
constexpr std::size_t maxFileNames = 100'000;  // variables outside of functions, macros
constexpr std::size_t maxNameLength = 1024;

class FileReader {
public:
    FileReader(std::string_view text, std::string_view file, const CancelToken& cancel)
        : lexer_(text, cancel), file_(file), cancel_(cancel) {}

    Result<std::vector<Kernel>> read() {
        while (true) {
            PINFOLD_TRY(const bool more, declaration());
            if (!more) return std::move(kernels_);
        }
    }

private:
    // The parameters of a function, by what their tokens are.
    struct Function {
        std::string_view name;
        std::vector<std::string_view> parameters;  // names
        bool isKernel = false;
    };

    static bool isFaulty(const Token& token) {
        return token.kind == TokenKind::bad ||
               (token.kind == TokenKind::identifier && token.text.size() > maxNameLength);
    }
    Error fault(const Token& token) const {
        if (token.kind == TokenKind::bad) return malformed(token, "it has bytes that C does not know");
        return badInput("{}: line {}: has a name of {} characters; at most {} are accepted.", file_, token.line,
                        token.text.size(), maxNameLength);
    }
    Error malformed(const Token& token, std::string_view what) const {
        return badInput("{}: line {}: this is no C source: {}", file_, token.line, what);
    }

    Result<void> directive(const Token& token);
    Result<bool> declaration();
    Result<void> definition();
    Result<void> skipInitialiser();
    Result<void> body(bool keep);
    Result<void> noteVariable();
    [[nodiscard]] std::optional<Function> function() const;
    Result<void> readKernel(const Function& function);

    Lexer lexer_;
    std::string_view file_;
    const CancelToken& cancel_;
    std::vector<Kernel> kernels_;
    std::size_t buffers_ = 0;  // of kernels_
    FileVariables variables_;
    std::set<std::string_view> macros_;
    bool linesAreChanged_ = false;  // by #line
    int openBlocks_ = 0;            // of extern "C"
    int lastWorkspaceLine_ = -1;
    std::vector<Token> head_;  // of the declaration that is being read
    std::vector<Token> body_;  // of the kernel that is being read
    bool bodyTooLong_ = false;
};

Result<void> FileReader::directive(const Token& token) {
    std::string_view text = token.text.substr(1);
    const auto word = [&] {
        text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
        const std::string_view result = text.substr(0, text.find_first_of(" \t(\r"));
        text.remove_prefix(result.size());
        return result;
    };
    const std::string_view name = word();
    if (name == "line" || name.find_first_of("0123456789") == 0) linesAreChanged_ = true;
    if (name == "define") {
        const std::string_view macro = word();
        if (macro != "TVM_EXPORTS") macros_.insert(macro);
        if (macros_.size() > maxFileNames) return badInput("{}: defines more than {} macros.", file_, maxFileNames);
    }
    return {};
}

// One declaration or definition, or the brackets of an extern "C" block. False at the end of the text.
Result<bool> FileReader::declaration() {
    head_.clear();
    int depth = 0;
    while (true) {
        if (cancel_.cancelled()) return brokenOff();
        const Token token = lexer_.next();
        if (token.kind == TokenKind::preprocessor) {
            PINFOLD_CHECK(directive(token));
            continue;
        }
        if (isFaulty(token)) return fault(token);
        if (token.kind == TokenKind::end) {
            if (!head_.empty() || openBlocks_ > 0) return malformed(token, "it ends in the middle of a declaration");
            return false;
        }
        if (depth == 0 && is(token, "{") && head_.size() == 2 && is(head_[0], "extern") &&
            head_[1].kind == TokenKind::string) {
            ++openBlocks_;
            return true;
        }
        if (head_.empty() && is(token, "}") && openBlocks_ > 0) {
            --openBlocks_;
            return true;
        }
        if (is(token, "(") || is(token, "[")) ++depth;
        if (is(token, ")") || is(token, "]")) --depth;
        if (depth < 0 || is(token, "}")) return malformed(token, "brackets do not match");
        const bool ends = depth == 0 && (is(token, ";") || is(token, "=") || is(token, "{"));
        if (!ends) {
            if (head_.size() == maxHeadTokens) return malformed(token, "a declaration does not end");
            head_.push_back(token);
            continue;
        }
        if (is(token, "{")) {
            head_.push_back(token);
            PINFOLD_CHECK(definition());
            if (head_.empty()) return true;
            continue;
        }
        PINFOLD_CHECK(noteVariable());
        if (is(token, "=")) PINFOLD_CHECK(skipInitialiser());
        return true;
    }
}

// At the '{' that ends head_: of a function, or of a struct, whose declaration goes on after it (head_ is kept).
Result<void> FileReader::definition() {
    const Token open = head_.back();
    head_.pop_back();
    if (head_.empty()) return malformed(open, "a block outside of a function");
    const bool isFunction = is(head_.back(), ")");
    const auto found = isFunction ? function() : std::nullopt;
    const bool keep = found && found->isKernel;
    body_.assign(1, open);
    PINFOLD_CHECK(body(keep));
    if (keep) PINFOLD_CHECK(readKernel(*found));
    if (isFunction) head_.clear();
    return {};
}

Result<void> FileReader::skipInitialiser() {
    int depth = 0;
    while (true) {
        if (cancel_.cancelled()) return brokenOff();
        const Token token = lexer_.next();
        if (token.kind == TokenKind::end) return malformed(token, "it ends in the middle of an initialiser");
        if (isFaulty(token)) return fault(token);
        if (token.kind == TokenKind::preprocessor) PINFOLD_CHECK(directive(token));
        if (token.kind != TokenKind::punctuator) continue;
        if (token.text == "{" || token.text == "(" || token.text == "[") ++depth;
        if (token.text == "}" || token.text == ")" || token.text == "]") --depth;
        if (depth < 0) return malformed(token, "brackets do not match");
        if (depth == 0 && token.text == ";") return {};
    }
}

// Up to the '}' that closes the '{' in body_.
Result<void> FileReader::body(bool keep) {
    int depth = 1;
    bodyTooLong_ = false;
    while (depth > 0) {
        if (cancel_.cancelled()) return brokenOff();
        const Token token = lexer_.next();
        if (token.kind == TokenKind::end) return malformed(token, "it ends in the middle of a function");
        if (isFaulty(token)) return fault(token);
        if (is(token, "{")) ++depth;
        if (is(token, "}")) --depth;
        bodyTooLong_ = bodyTooLong_ || body_.size() >= maxBodyTokens;
        if (keep && (!bodyTooLong_ || depth == 0)) body_.push_back(token);
    }
    return {};
}

// `static const int32_t __attribute__((…)) name[12]`, `static void* name`: what precedes '=' or ';'.
Result<void> FileReader::noteVariable() {
    std::vector<Token> type;
    std::string_view name;
    bool constant = false;
    bool array = false;
    int depth = 0;
    for (const Token& token : head_) {
        if (is(token, "(") || is(token, "[")) {
            if (depth == 0 && is(token, "[")) array = true;
            ++depth;
        }
        if (is(token, ")") || is(token, "]")) --depth;
        constant = constant || is(token, "const");
        if (depth == 0 && token.kind == TokenKind::identifier && !array) name = token.text;
        if (!is(token, "static") && !is(token, "extern") && token.kind != TokenKind::string) type.push_back(token);
    }
    if (name.empty() || type.empty() || is(head_.back(), ")")) return {};
    type.push_back({{}, 0, 0, TokenKind::end});
    FileVariable variable;
    const FileVariables none;
    KernelParser parser(type, none);
    if (!parser.parseLoneType(variable.type)) return {};
    variable.isConstantArray = constant && array && variable.type.pointers == 0;
    variables_.insert_or_assign(name, variable);
    if (variables_.size() > maxFileNames) {
        return badInput("{}: has more than {} variables outside of functions.", file_, maxFileNames);
    }
    return {};
}

// The function whose head is head_: `T name(parameters)`.
std::optional<FileReader::Function> FileReader::function() const {
    std::size_t open = head_.size() - 1;
    for (int depth = 0;; --open) {
        if (is(head_[open], ")")) ++depth;
        if (is(head_[open], "(") && --depth == 0) break;
        if (open == 0) return {};
    }
    if (open == 0 || head_[open - 1].kind != TokenKind::identifier) return {};
    Function result{.name = head_[open - 1].text, .parameters = {}, .isKernel = false};
    const bool pointer = is(head_[open + 1], "void") && is(head_[open + 2], "*");
    std::string_view last;
    int depth = 0;
    for (std::size_t i = open + 1; i < head_.size(); ++i) {
        const Token& token = head_[i];
        if (depth == 0 && (is(token, ",") || i + 1 == head_.size())) {
            result.parameters.push_back(last);
            last = {};
            continue;
        }
        if (is(token, "(") || is(token, "[")) ++depth;
        if (is(token, ")") || is(token, "]")) --depth;
        if (depth == 0 && token.kind == TokenKind::identifier) last = token.text;
    }
    result.isKernel = pointer && result.parameters.size() == 6 && !result.parameters[0].empty();
    return result;
}

Result<void> FileReader::readKernel(const Function& function) {
    Kernel kernel;
    kernel.name = function.name;
    kernel.firstLine = static_cast<int>(head_.front().line);
    kernel.lastLine = static_cast<int>(body_.back().line);
    body_.push_back({{}, body_.back().line, 0, TokenKind::end});
    KernelScan scan = scanKernel(kernel.name, body_, function.parameters[0], macros_, cancel_);
    kernel.refusal = std::move(scan.refusal);
    kernel.whyNotRead = std::move(scan.whyNotRead);
    kernel.workspaces = std::move(scan.workspaces);
    kernel.argumentCount = scan.argumentCount;
    if (bodyTooLong_) kernel.refusal = fmt::format("kernel {} is too long to be read", kernel.name);
    if (!kernel.workspaces.empty() && kernel.refusal.empty()) {
        if (linesAreChanged_) {
            kernel.refusal = fmt::format(
                "kernel {} stands after a #line directive, and the firmware tells its calls of "
                "TVMBackendAllocWorkspace apart by their lines",
                kernel.name);
        } else if (kernel.workspaces.front().line == lastWorkspaceLine_) {
            kernel.refusal = fmt::format(
                "kernel {} shares line {} with another call of TVMBackendAllocWorkspace: the firmware tells such calls "
                "apart by their lines",
                kernel.name, lastWorkspaceLine_);
        }
        lastWorkspaceLine_ = kernel.workspaces.back().line;
    }
    if (kernel.whyNotRead.empty() && !bodyTooLong_) {
        KernelParser parser(body_, variables_, cancel_);
        if (parser.parseBody(function.parameters)) {
            KernelAnalysis(parser.body(), kernel, cancel_).run();
        } else {
            kernel.whyNotRead = parser.error();
        }
    }
    if (!kernel.read) kernel.statements.clear();
    kernel.arguments.resize(static_cast<std::size_t>(kernel.argumentCount));
    buffers_ += kernel.arguments.size() + kernel.workspaces.size();
    kernels_.push_back(std::move(kernel));
    if (kernels_.size() > maxKernels || buffers_ > maxBuffers) {
        return badInput("{}: has more than {} kernels, or kernels with more than {} arguments and workspaces in all.",
                        file_, maxKernels, maxBuffers);
    }
    return {};
}

}  // namespace

Result<std::vector<Kernel>> readKernels(std::string_view text, std::string_view file, const CancelToken& cancel) {
    return FileReader(text, file, cancel).read();
}

void refuseStoresToInputs(Kernel& kernel, int inputCount) {
    if (!kernel.refusal.empty()) return;
    const int count = std::min<int>(inputCount, static_cast<int>(kernel.arguments.size()));
    for (int i = 0; i < count; ++i) {
        if (kernel.arguments[static_cast<std::size_t>(i)].writes == 0) continue;
        kernel.refusal =
            fmt::format("kernel {} writes into its input {}, which other operators may still read", kernel.name, i);
        return;
    }
}

}  // namespace pinfold
