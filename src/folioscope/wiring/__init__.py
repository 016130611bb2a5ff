"""The one place that knows everyone: settings → what is open; kind of run → function."""
