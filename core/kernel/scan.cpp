#include "kernel/scan.h"

#include "kernel/analysis.h"
#include "kernel/parser.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace pinfold {

namespace {

constexpr std::array<std::string_view, 8> runtimeFunctions{
    "TVMFuncCall",       "TVMBackendGetFuncFromEnv", "TVMFuncGetGlobal",          "TVMFuncCreateFromCFunc",
    "TVMBackendRunOnce", "TVMBackendParallelLaunch", "TVMBackendParallelBarrier", "TVMBackendRegisterSystemLibSymbol"};

constexpr std::size_t maxCallTokens = 64;  // of a call for a workspace; TVM's have some twenty

void refuse(KernelScan& scan, std::string why) {
    if (scan.refusal.empty()) scan.refusal = std::move(why);
}

// The packed function that the kernel asks the runtime for, or what else gives such a call away; empty if nothing does.
std::string_view packedCall(std::span<const Token> tokens) {
    std::string_view sign;
    for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
        const Token& token = tokens[i];
        if (token.kind != TokenKind::identifier) continue;
        if (token.text == "TVMBackendGetFuncFromEnv") {
            for (std::size_t j = i; j < std::min(i + 8, tokens.size()); ++j) {
                if (tokens[j].kind == TokenKind::string) return tokens[j].text.substr(1, tokens[j].text.size() - 2);
            }
        }
        const bool array = token.text == "TVMValue" && tokens[i + 1].kind == TokenKind::identifier;
        const bool known =
            std::find(runtimeFunctions.begin(), runtimeFunctions.end(), token.text) != runtimeFunctions.end();
        if (sign.empty() && (array || known || token.text.ends_with("_packed"))) sign = token.text;
    }
    return sign;
}

// Only so far: calls may stand inside of each other.
std::size_t closingParenthesis(std::span<const Token> tokens, std::size_t open, const CancelToken& cancel) {
    int depth = 0;
    for (std::size_t i = open; i < std::min(open + maxCallTokens, tokens.size()) && !cancel.cancelled(); ++i) {
        if (is(tokens[i], "(")) ++depth;
        if (is(tokens[i], ")") && --depth == 0) return i;
    }
    return tokens.size();
}

// The tokens of the third argument of the call whose '(' is at `open`.
std::vector<Token> thirdArgument(std::span<const Token> tokens, std::size_t open, std::size_t close) {
    std::vector<Token> argument;
    int depth = 0;
    int position = 0;
    for (std::size_t i = open + 1; i < close; ++i) {
        if (is(tokens[i], "(") || is(tokens[i], "[")) ++depth;
        if (is(tokens[i], ")") || is(tokens[i], "]")) --depth;
        if (depth == 0 && is(tokens[i], ",")) {
            ++position;
        } else if (position == 2) {
            argument.push_back(tokens[i]);
        }
    }
    argument.push_back({{}, tokens[open].line, 0, TokenKind::end});
    return argument;
}

// Bytes of a workspace, or 0 if they are no constant.
std::int64_t constantBytes(std::span<const Token> argument) {
    const FileVariables none;
    KernelParser parser(argument, none);
    const int expr = parser.parseLoneExpression();
    if (expr < 0) return 0;
    return std::max<std::int64_t>(0, constantValue(parser.body(), expr).value_or(0));
}

void findWorkspace(KernelScan& scan, std::string_view kernel, std::span<const Token> tokens, std::size_t at,
                   const CancelToken& cancel) {
    const int line = static_cast<int>(tokens[at].line);
    const bool called = is(tokens[at + 1], "(");
    const std::size_t close = called ? closingParenthesis(tokens, at + 1, cancel) : tokens.size();
    if (close == tokens.size()) {
        return refuse(scan,
                      fmt::format("kernel {} uses TVMBackendAllocWorkspace in an unknown way (line {})", kernel, line));
    }
    const std::int64_t bytes = constantBytes(thirdArgument(tokens, at + 1, close));
    if (bytes == 0) {
        return refuse(scan, fmt::format("kernel {} asks for a workspace whose size is no constant (line {}): it needs "
                                        "a model with fixed shapes",
                                        kernel, line));
    }
    if (tokens[close].line != tokens[at].line) {
        refuse(scan,
               fmt::format("kernel {} spreads a call of TVMBackendAllocWorkspace over several lines (line {}): the "
                           "firmware tells such calls apart by their lines",
                           kernel, line));
    }
    if (!scan.workspaces.empty() && scan.workspaces.back().line == line) {
        refuse(scan, fmt::format("kernel {} calls TVMBackendAllocWorkspace twice in line {}: the firmware tells such "
                                 "calls apart by their lines",
                                 kernel, line));
    }
    scan.workspaces.push_back(
        {.name = fmt::format("workspace_{}", scan.workspaces.size()), .line = line, .bytes = bytes, .use = {}});
}

// `args)[2` or `args[(2`: the index; otherwise -1.
int argumentIndex(std::span<const Token> tokens, std::size_t at) {
    ++at;
    while (is(tokens[at], ")")) ++at;
    if (!is(tokens[at], "[")) return -1;
    ++at;
    while (is(tokens[at], "(")) ++at;
    if (tokens[at].kind != TokenKind::integer || tokens[at].text.size() > 4) return -1;
    int index = 0;
    for (const char c : tokens[at].text) {
        if (c < '0' || c > '9') return -1;
        index = 10 * index + (c - '0');
    }
    return index < maxArguments ? index : -1;
}

}  // namespace

KernelScan scanKernel(std::string_view kernel, std::span<const Token> tokens, std::string_view arguments,
                      const std::set<std::string_view>& macros, const CancelToken& cancel) {
    KernelScan scan;
    if (const std::string_view packed = packedCall(tokens); !packed.empty()) {
        refuse(scan, fmt::format("kernel {} calls a packed function ({}), which needs TVM's full runtime", kernel,
                                 packed.substr(0, 200)));
    }
    for (std::size_t i = 0; i + 1 < tokens.size() && !cancel.cancelled(); ++i) {
        const Token& token = tokens[i];
        if (token.kind == TokenKind::preprocessor && scan.whyNotRead.empty()) {
            scan.whyNotRead = fmt::format("line {}: a preprocessor directive inside a function", token.line);
        }
        if (token.kind != TokenKind::identifier) continue;
        // A promise to the compiler that no two of these share memory, which buffers that follow each other do: it
        // could exchange statements.
        const bool restricted = token.text == "restrict" || token.text == "__restrict__" || token.text == "__restrict";
        if (restricted && scan.whyNotRead.empty()) {
            scan.whyNotRead = fmt::format("line {}: a pointer is '{}'", token.line, token.text);
        }
        if (token.text == "TVMBackendAllocWorkspace") findWorkspace(scan, kernel, tokens, i, cancel);
        if (token.text == arguments) scan.argumentCount = std::max(scan.argumentCount, argumentIndex(tokens, i) + 1);
        if (scan.whyNotRead.empty() && macros.contains(token.text)) {
            scan.whyNotRead = fmt::format("line {}: the macro '{}' is used", token.line, token.text.substr(0, 80));
        }
    }
    return scan;
}

}  // namespace pinfold
