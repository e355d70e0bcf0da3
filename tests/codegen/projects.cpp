#include "projects.h"

#include "base/file.h"
#include "base/hash.h"

#include <gtest/gtest.h>

#include <cstdlib>

namespace pinfold::test {

namespace fs = std::filesystem;

std::vector<Model> importModels(const fs::path& path) {
    const Archive archive = must(readArchive(path));
    std::vector<Model> models;
    for (const auto& module : archive.modules) models.push_back(must(importModel(archive, module)));
    return models;
}

Model importSynthetic(const SyntheticModel& model) {
    const Archive archive = must(readArchiveBytes(model.tar(), model.name() + ".tar"));
    return must(importModel(archive, archive.modules.at(0)));
}

Plan planFor(const std::vector<Model>& models, Lifetimes lifetimes, const std::string& board) {
    PlanOptions options;
    options.lifetimes = lifetimes;
    options.objective = Objective::size;
    options.concurrent = models.size() > 1;  // the programs use them as they like
    const Board target = must(findBoard(board));
    Plan plan = must(makePlan(models, target, options));
    if (plan.pools.size() <= models.size()) return plan;
    // One pool a model, whatever the lifetimes: in the largest memory.
    const Region* largest = nullptr;
    for (const Region& region : target.regions) {
        if (region.kind == RegionKind::ram && (!largest || region.bytes > largest->bytes)) largest = &region;
    }
    options.pins = {"*=" + largest->name};
    return must(makePlan(models, target, options));
}

std::vector<GeneratedFile> generate(const std::vector<Model>& models, const Plan& plan,
                                    const GenerateOptions& options) {
    return must(generateProject(models, must(findBoard(plan.board)), plan, options));
}

const GeneratedFile* find(const std::vector<GeneratedFile>& files, const std::string& path) {
    for (const auto& file : files) {
        if (file.path == path) return &file;
    }
    return nullptr;
}

std::string quoted(const fs::path& path) { return "'" + path.string() + "'"; }

namespace {

// The object of a source, compiled unless the cache has it.
fs::path object(const fs::path& source, const std::string& flags, const fs::path& cache) {
    const std::string key = sha256Hex(must(readFile(source, 1 << 30)) + flags + source.filename().string());
    const fs::path file = cache / (key + ".o");
    if (!fs::exists(file)) {
        const ShellResult result = shell("gcc -c " + flags + " -o " + quoted(file) + " " + quoted(source));
        EXPECT_EQ(result.exitCode, 0) << source << "\n" << result.output;
    }
    return file;
}

}  // namespace

fs::path compileForHost(const fs::path& project, const std::string& program, const fs::path& cache,
                        const std::string& flags) {
    const std::string common = "-std=gnu11 -g -O1 -fno-strict-aliasing -DPINFOLD_HOST=1 -I" +
                               quoted(project / "include") + " -I" + quoted(project / "runtime") + " -iquote " +
                               quoted(project / "model") + " -iquote " + quoted(TEST_PROGRAMS);
    const std::string strict = common + " -Wall -Wextra -Werror ";
    std::string objects;
    for (const char* folder : {"kernels", "model", "runtime"}) {
        if (!fs::exists(project / folder)) continue;
        for (const auto& entry : fs::directory_iterator(project / folder)) {
            const fs::path& source = entry.path();
            if (source.extension() != ".c" && source.extension() != ".S") continue;
            const bool fromArchive = std::string_view(folder) == "kernels";
            const std::string own = source.extension() == ".S" ? common + " -I" + quoted(project / "model") : strict;
            objects += " " + quoted(object(source, fromArchive ? common : own, cache));
        }
    }
    objects += " " + quoted(object(fs::path(TEST_PROGRAMS) / program, strict + flags, cache));
    const fs::path executable = project / "program";
    const ShellResult result = shell("gcc -o " + quoted(executable) + objects + " -lm");
    EXPECT_EQ(result.exitCode, 0) << result.output;
    return executable;
}

}  // namespace pinfold::test
