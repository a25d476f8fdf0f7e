"""es_core by itself: a lending library stands for the apps that use it."""
