"""The measures: one file for each way of counting, none of which knows another; `counting` serves those of rows."""
