// Through which port the board is reached: the emulator, a serial port of this computer, or any address.
#pragma once

#include "device/transport.h"
#include "ui/session/session.h"

#include <QComboBox>

#include <vector>

namespace pinfold::ui {

class PortCombo : public QComboBox {
    Q_OBJECT

public:
    explicit PortCombo(Session& session, QWidget* parent = nullptr);

    // Looks for serial ports, beside the window.
    void findPorts();

protected:
    void showEvent(QShowEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;

private:
    void fill();
    void showDocument();
    void commit(const QString& text);

    Session& session_;
    std::vector<SerialPort> ports_;
};

}  // namespace pinfold::ui
