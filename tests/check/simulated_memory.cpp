#include "check/simulated_memory.h"

#include <fmt/format.h>

#include <map>
#include <unordered_map>

namespace pinfold::test {
namespace {

// Where somebody's bytes are.
struct Home {
    std::int64_t address = 0;
    std::int64_t bytes = 0;
};

class Machine {
public:
    Machine(const nlohmann::json& plan, const Model& model) : plan_(plan), model_(model) {
        std::map<int, std::int64_t> pools;
        for (const auto& pool : plan["pools"]) pools[pool["id"].get<int>()] = pool["address"].get<std::int64_t>();
        for (const auto& buffer : plan["buffers"]) {
            homes_[buffer["name"]] = {pools.at(buffer["pool"].get<int>()) + buffer["offset"].get<std::int64_t>(),
                                      buffer["bytes"].get<std::int64_t>()};
        }
    }

    std::string run() {
        for (const Tensor& tensor : model_.tensors) {
            if (tensor.role == TensorRole::input && tensor.aliasOf < 0) write(tensor.name);
        }
        for (const auto& op : plan_["operators"]) call(op["index"].get<int>());
        for (const Port& port : model_.outputs) {
            const Tensor& tensor = model_.tensors[static_cast<std::size_t>(rootOf(model_, port.tensor))];
            if (tensor.role != TensorRole::constant) read(tensor.name, "at the end");
        }
        return broken_;
    }

private:
    struct Touch {
        std::string name;
        int first = 0;
        int last = 0;
        bool fresh = false;  // its contents begin here
    };

    void write(const std::string& name) {
        const Home& home = homes_.at(name);
        for (std::int64_t b = 0; b < home.bytes; ++b) owners_[home.address + b] = name;
        written_[name] = true;
    }

    void read(const std::string& name, const std::string& when) {
        if (!written_[name] || !broken_.empty()) return;  // a model that reads what nobody wrote
        const Home& home = homes_.at(name);
        for (std::int64_t b = 0; b < home.bytes; ++b) {
            const std::string& owner = owners_[home.address + b];
            if (owner == name) continue;
            broken_ = fmt::format("{} finds bytes of {} {}", name, owner, when);
            return;
        }
    }

    std::vector<Touch> touchesOf(int index) const {
        const Operator& op = model_.operators[static_cast<std::size_t>(index)];
        const Kernel& kernel = model_.kernels[static_cast<std::size_t>(op.kernel)];
        std::vector<Touch> touches;
        const auto add = [&](const std::string& name, const BufferUse& use, bool fresh) {
            if (!kernel.read) touches.push_back({name, 0, 0, fresh});
            if (kernel.read && use.firstStatement >= 0) {
                touches.push_back({name, use.firstStatement, use.lastStatement, fresh});
            }
        };
        for (std::size_t a = 0; a < kernel.arguments.size(); ++a) {
            const bool input = a < op.inputs.size();
            const int t = rootOf(model_, input ? op.inputs[a] : op.outputs[a - op.inputs.size()]);
            const Tensor& tensor = model_.tensors[static_cast<std::size_t>(t)];
            if (tensor.role != TensorRole::constant) add(tensor.name, kernel.arguments[a], !input);
        }
        std::map<std::string, int> uses;
        for (const KernelWorkspace& workspace : kernel.workspaces) {
            const int n = ++uses[workspace.name];
            const std::string suffix = n == 1 ? "" : fmt::format("_{}", n);
            add(fmt::format("op{}/{}{}", index, workspace.name, suffix), workspace.use, true);
        }
        return touches;
    }

    void call(int index) {
        const std::vector<Touch> touches = touchesOf(index);
        int statements = 1;
        for (const Touch& touch : touches) statements = std::max(statements, touch.last + 1);
        for (int s = 0; s < statements; ++s) {
            // At the worst moment of a statement all that it writes is there, and not all that it reads is read.
            for (const Touch& touch : touches) {
                if (touch.fresh && s == touch.first) write(touch.name);
            }
            for (const Touch& touch : touches) {
                if (s < touch.first || s > touch.last) continue;
                read(touch.name, fmt::format("in statement {} of operator {}", s, index));
            }
        }
    }

    const nlohmann::json& plan_;
    const Model& model_;
    std::map<std::string, Home> homes_;
    std::map<std::string, bool> written_;
    std::unordered_map<std::int64_t, std::string> owners_;
    std::string broken_;
};

}  // namespace

std::string corruptionOf(const nlohmann::json& plan, const Model& model) { return Machine(plan, model).run(); }

}  // namespace pinfold::test
