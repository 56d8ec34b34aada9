"""Surveys: dialogs that ask, understand what people type, and turn answers into tags and attributes."""
