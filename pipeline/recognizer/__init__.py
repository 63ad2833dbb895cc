"""A statistical recognizer of names: a linear-chain CRF over characters, read with numpy alone."""
